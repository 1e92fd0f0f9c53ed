import Model
import TestSupport
import Testing

@Suite("Precision")
struct PrecisionTests {
  @Test("bf16 is refused where the kernels have none, and auto then takes fp32")
  func withoutHardware() {
    ExclusiveCompute.run {
      defer { Kernels.forceInstructionSet(nil) }
      for name in Kernels.instructionSets where name != "avx512" {
        #expect(Kernels.forceInstructionSet(name) && Compute.instructionSet == name)
        #expect(!Compute.hasBF16)
        #expect(try Precision.auto.resolved() == .fp32 && Precision.fp32.resolved() == .fp32)
        let error = #expect(throws: ModelError.self) { _ = try Precision.bf16.resolved() }
        #expect(error?.place == "precision")
      }
      #expect(!Kernels.forceInstructionSet("sve"))
    }
  }
}
