import Contamination
import Pipelines
import Testing

@Suite("The catalogue of methods")
struct CatalogueTests {
  @Test("names are distinct, and so are their stages")
  func names() {
    let names = ContaminationMethods.all.map { $0.name }
    #expect(Set(names).count == names.count)
    #expect(ContaminationMethods.all.map { $0.stage.name } == names.map { "decontaminate-\($0)" })
  }

  @Test("an unknown name is refused with the nearest one")
  func unknown() {
    #expect(throws: UnknownContaminationMethod.self) { try ContaminationMethods.named("gtp3") }
    #expect(UnknownContaminationMethod(name: "gtp3").description.contains("did you mean 'gpt3'?"))
  }

  @Test("the defaults of every method are accepted and survive the settings tree")
  func defaults() throws {
    for method in ContaminationMethods.all { try roundTrip(method) }
  }

  private func roundTrip<Method: ContaminationMethod>(_: Method.Type) throws {
    try Method().validate()
    let defaults = DecontaminationSettings<Method>()
    let decoded = try LocatedDecoder.decode(
      DecontaminationSettings<Method>.self, from: LocatedValue(.null),
      defaults: try LocatedValue(encoding: defaults), owner: Method.name)
    #expect(decoded == defaults)
    #expect(decoded.removal.action == Method.usualAction)
  }
}
