import CKernels
import Glibc
import Model
import TestSupport
import Testing

@Suite("Documents packed into one row stay apart")
struct DocumentMaskTests {
  /// Where the documents of the golden batch's rows of 27 positions start.
  private static let documentStarts = [[0, 5, 6, 20], [0], [0, 13]]

  private static func starts(length: Int) -> [Int32] {
    documentStarts.flatMap { row in
      (0..<length).map { position in Int32(row.last { $0 <= position } ?? 0) }
    }
  }

  /// Summed loss and gradients of a batch.
  private static func gradients(
    _ model: Transformer, inputs: [Int32], targets: [Int32], starts: [Int32]?, sequences: Int,
    _ precision: Precision
  ) throws -> (loss: Double, gradients: [Float]) {
    let pass = try GradientPass(
      model: model, sequences: sequences, sequenceLength: inputs.count / sequences,
      precision: precision)
    let gradients = try FloatStorage(count: model.layout.count)
    let loss = pass.accumulate(
      tokens: inputs, targets: targets, starts: starts, sequences: sequences, lossScale: 1,
      into: gradients)
    return (loss, gradients.copy)
  }

  private static func goldenModel() throws -> (GoldenDump, Transformer) {
    let golden = try GoldenDump.load()
    let model = try Transformer(configuration: golden.configuration, seed: 0)
    model.parameters.fill(from: golden.weights)
    return (golden, model)
  }

  private static func expectClose(
    _ found: [Float], _ expected: [Float], _ layout: ParameterLayout, within gate: Float
  ) {
    for kind in ParameterKind.allCases {
      let first = layout.offset(kind)
      let range = first..<first + layout.stackedSize(kind)
      let worst = range.reduce(0) { max($0, abs(found[$1] - expected[$1])) }
      let largest = range.reduce(0) { max($0, abs(expected[$1])) }
      #expect(worst / largest < gate, "\(kind): \(worst / largest)")
    }
  }

  @Test(
    "the loss and gradients of a packed batch are the sums over its documents alone",
    arguments: GoldenTests.cases)
  func sumOfDocuments(instructionSet: String, precision: Precision) throws {
    try with(instructionSet: instructionSet) {
      let (golden, model) = try Self.goldenModel()
      let length = golden.sequenceLength
      let packed = try Self.gradients(
        model, inputs: golden.inputs, targets: golden.targets, starts: Self.starts(length: length),
        sequences: golden.sequences, precision)
      var loss = 0.0
      var sums = [Float](repeating: 0, count: model.layout.count)
      for (row, starts) in Self.documentStarts.enumerated() {
        for (index, start) in starts.enumerated() {
          let end = index + 1 < starts.count ? starts[index + 1] : length
          let range = row * length + start..<row * length + end
          let alone = try Self.gradients(
            model, inputs: Array(golden.inputs[range]), targets: Array(golden.targets[range]),
            starts: nil, sequences: 1, precision)
          loss += alone.loss
          for index in sums.indices { sums[index] += alone.gradients[index] }
        }
      }
      #expect(abs(packed.loss - loss) < (precision == .bf16 ? 2e-2 : 1e-5) * loss)
      Self.expectClose(
        packed.gradients, sums, model.layout, within: precision == .bf16 ? 2e-2 : 1e-5)
    }
  }

  @Test(
    "loss and gradients equal PyTorch's with a mask and restarted positions",
    arguments: GoldenTests.cases)
  func golden(instructionSet: String, precision: Precision) throws {
    try with(instructionSet: instructionSet) {
      let (golden, model) = try Self.goldenModel()
      let expected = try GoldenDump.floats(of: "gpt2-tiny-documents.dump")
      let found = try Self.gradients(
        model, inputs: golden.inputs, targets: golden.targets,
        starts: Self.starts(length: golden.sequenceLength), sequences: golden.sequences, precision)
      let count = Float(golden.targets.count)
      let gate: Float = precision == .bf16 ? 2e-2 : 1e-5
      #expect(abs(Float(found.loss) / count - expected[0]) < gate)
      Self.expectClose(
        found.gradients.map { $0 / count }, Array(expected.dropFirst()), model.layout, within: gate)
    }
  }

  @Test("starts of zero give the bits of no starts, on one thread and on three")
  func bits() throws {
    try ExclusiveCompute.run {
      let (golden, model) = try Self.goldenModel()
      defer { Compute.setThreads(0) }
      let zeros = [Int32](repeating: 0, count: golden.inputs.count)
      var masked: [[Float]] = []
      var whole: [[Float]] = []
      for threads in [1, 3] {
        Compute.setThreads(threads)
        for starts in [nil, zeros] {
          whole.append(
            try Self.gradients(
              model, inputs: golden.inputs, targets: golden.targets, starts: starts,
              sequences: golden.sequences, .fp32
            ).gradients)
        }
        masked.append(
          try Self.gradients(
            model, inputs: golden.inputs, targets: golden.targets,
            starts: Self.starts(length: golden.sequenceLength), sequences: golden.sequences, .fp32
          ).gradients)
      }
      #expect(whole.allSatisfy { $0 == whole[0] })
      #expect(masked[0] == masked[1] && masked[0] != whole[0])
    }
  }
}
