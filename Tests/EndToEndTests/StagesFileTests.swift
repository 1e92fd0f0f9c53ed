import Foundation
import Testing

@Suite struct StagesFileTests {
  @Test("pipelines/STAGES.md says what the stages say of themselves")
  func isFresh() throws {
    let file = try String(
      contentsOfFile: Command.checkout + "/pipelines/STAGES.md", encoding: .utf8)
    let now = try Command.sluice(["stages", "--markdown"])
    #expect(now.status == 0)
    #expect(
      file == now.output,
      "make it again: .build/release/sluice stages --markdown > pipelines/STAGES.md")
  }
}
