internal import Pipelines

// A file of multiple-choice questions of llm.c (`dev/data/data_common.py` writes it, `EvalLoader` of
// `llmc/dataloader.h` reads it), little-endian:
//
//     0     i32  magic: 20240522
//     4     i32  version: 1
//     8     i32  questions, below 65,536
//     12    i32  bytes of the longest question
//     16    zero up to 1024
//     1024  per question, in u16: 65535, its bytes, its place from 0, the label, the number of endings,
//           the number of tokens of the context, these, and for each ending the same
//
// Example: context (7), endings (8) and (9, 10), the second one right: FF FF 18 00 00 00 01 00 02 00
// 01 00 07 00 01 00 08 00 02 00 09 00 0A 00, which are 24 bytes.

/// A question of a multiple-choice set, as token ids.
public struct MultipleChoiceQuestion: Equatable, Sendable {
  public var context: [UInt32]
  public var endings: [[UInt32]]
  /// Place of the right ending, from 0.
  public var label: Int

  public init(context: [UInt32], endings: [[UInt32]], label: Int) {
    self.context = context
    self.endings = endings
    self.label = label
  }

  /// Bytes that the question takes in a file.
  fileprivate var byteCount: Int {
    2 * endings.reduce(6 + context.count) { $0 + 1 + $1.count }
  }
}

enum MultipleChoiceFile {
  static let magic = 20_240_522
  static let headerBytes = 1024
  static let separator = UInt16.max
}

/// Writes questions as a file of llm.c, drawn at the top of this file.
public final class MultipleChoiceWriter {
  public private(set) var questionCount = 0
  private let path: String
  private let output: FileOutput
  private var longest = 0

  /// Creates a file.
  public init(path: String) throws(TokenShardError) {
    self.path = path
    output = try FileOutput(path: path, reserved: MultipleChoiceFile.headerBytes)
  }

  /// Appends a question.
  ///
  /// - Throws: `TokenShardError` where its numbers do not fit 16 bits.
  public func append(_ question: MultipleChoiceQuestion) throws(TokenShardError) {
    let bytes = question.byteCount
    let largest = ([question.context] + question.endings).joined().max() ?? 0
    let problem: String? =
      if bytes >= 1 << 16 {
        "takes \(bytes) bytes; expected less than 65536"
      } else if largest >= MultipleChoiceFile.separator {
        "has the token \(largest); expected ids below 65535"
      } else if !question.endings.indices.contains(question.label) {
        "has the label \(question.label) of \(question.endings.count) endings"
      } else if questionCount == Int(UInt16.max) {
        "is one too many; a file holds 65535"
      } else {
        nil
      }
    if let problem {
      throw TokenShardError(.malformed("question \(questionCount + 1) \(problem)"), path: path)
    }
    for number in [
      Int(MultipleChoiceFile.separator), bytes, questionCount, question.label,
      question.endings.count,
    ] { try output.write(UInt16(number)) }
    for tokens in [question.context] + question.endings {
      try output.write(UInt16(tokens.count))
      try output.write(tokens.span, width: 2)
    }
    longest = max(longest, bytes)
    questionCount += 1
  }

  /// Writes the header; the file is whole afterwards.
  public func finish() throws(TokenShardError) {
    try output.flush()
    var header: [UInt8] = []
    for value in [MultipleChoiceFile.magic, 1, questionCount, longest] {
      withUnsafeBytes(of: UInt32(value).littleEndian) { header.append(contentsOf: $0) }
    }
    let rest = MultipleChoiceFile.headerBytes - header.count
    try output.overwriteStart(header + [UInt8](repeating: 0, count: rest))
  }
}

/// The questions of a file of llm.c, drawn at the top of this file.
public struct MultipleChoiceReader {
  public let questions: [MultipleChoiceQuestion]

  /// Whether the first eight bytes of a file are those of a file of questions.
  public static func recognizes(_ start: UnsafeRawBufferPointer) -> Bool {
    start.count >= 8 && start.number(at: 0, as: Int32.self) == MultipleChoiceFile.magic
      && start.number(at: 4, as: Int32.self) == 1
  }

  /// Reads and checks a whole file.
  ///
  /// - Throws: `TokenShardError` for anything `EvalLoader` could not read, and ids outside the
  ///   vocabulary.
  public init(opening path: String, vocabularySize: Int = 1 << 16) throws(TokenShardError) {
    let file = try TokenShardFile.map(path)
    guard file.bytes.count >= MultipleChoiceFile.headerBytes, Self.recognizes(file.bytes) else {
      throw TokenShardError(
        .malformed("is not a file of multiple-choice questions of llm.c"), path: path)
    }
    let count = Int(file.bytes.number(at: 8, as: Int32.self))
    var position = MultipleChoiceFile.headerBytes
    var questions: [MultipleChoiceQuestion] = []
    while questions.count < count {
      guard
        let question = Self.question(
          file.bytes, at: position, ordinal: questions.count, vocabularySize: vocabularySize)
      else {
        throw TokenShardError(
          .malformed(
            "question \(questions.count + 1) of \(count), at byte \(position), is damaged"),
          path: path)
      }
      questions.append(question)
      position += question.byteCount
    }
    guard position == file.bytes.count, count >= 0 else {
      throw TokenShardError(
        .wrongSize(expectedBytes: position, foundBytes: file.bytes.count), path: path)
    }
    self.questions = questions
  }

  /// The question at a byte; nil where its numbers contradict each other.
  private static func question(
    _ bytes: UnsafeRawBufferPointer, at start: Int, ordinal: Int, vocabularySize: Int
  ) -> MultipleChoiceQuestion? {
    guard bytes.count - start >= 12 else { return nil }
    let head = (0..<5).map { Int(bytes.number(at: start + 2 * $0, as: UInt16.self)) }
    guard head[0] == MultipleChoiceFile.separator, head[1] <= bytes.count - start,
      head[2] == ordinal, head[3] < head[4]
    else { return nil }
    let end = start + head[1]
    var position = start + 10
    var lists: [[UInt32]] = []
    for _ in 0...head[4] {
      guard end - position >= 2 else { return nil }
      let count = Int(bytes.number(at: position, as: UInt16.self))
      position += 2
      guard end - position >= 2 * count else { return nil }
      let list = (0..<count).map {
        UInt32(bytes.number(at: position + 2 * $0, as: UInt16.self))
      }
      guard list.allSatisfy({ $0 < vocabularySize }) else { return nil }
      lists.append(list)
      position += 2 * count
    }
    guard position == end else { return nil }
    return MultipleChoiceQuestion(
      context: lists[0], endings: Array(lists.dropFirst()), label: head[3])
  }
}
