import Model
import TestSupport
import Testing

@Suite("Precision")
struct PrecisionTests {
  @Test("bf16 is refused where the kernels have none, and auto then takes fp32")
  func withoutHardware() throws {
    try ExclusiveCompute.run {
      defer { Kernels.forceInstructionSet(nil) }
      for name in Kernels.instructionSets where name != "avx512" {
        #expect(Kernels.forceInstructionSet(name) && Compute.instructionSet == name)
        #expect(!Compute.hasBF16)
        let resolved = [try Precision.auto.resolved(), try Precision.fp32.resolved()]
        #expect(resolved == [.fp32, .fp32])
        let error = #expect(throws: ModelError.self) { _ = try Precision.bf16.resolved() }
        #expect(error?.place == "precision")
      }
      #expect(!Kernels.forceInstructionSet("sve"))
    }
  }
}
