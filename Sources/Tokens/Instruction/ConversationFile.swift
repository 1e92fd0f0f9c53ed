internal import Compression
internal import FoundationEssentials
public import Text

/// A conversation file, or a record of one, that cannot be used: where, what was found, what is needed.
public struct ConversationError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  /// From 1; nil where the whole file is meant.
  public let record: Int?
  public let found: String
  public let expected: String

  public var description: String {
    "\(path)\(record.map { ":\($0)" } ?? ""): error: found \(found); expected \(expected)"
  }
}

/// Reads conversations from JSON lines or one JSON array, plain, gzip or zstd, in four layouts.
///
/// - `{"messages":[{"role":"user","content":"…"},…]}`, as OpenAI has it;
/// - `{"conversations":[{"from":"human","value":"…"},…]}`, as ShareGPT has it, `from` being `system`,
///   `human` or `gpt`;
/// - `{"instruction":"…","input":"…","output":"…"}`, as Alpaca has it, `input` optional;
/// - `{"prompt":"…","response":"…"}`, or `completion` for `response`.
///
/// Other fields are ignored. Memory: one record for lines, the whole file for an array.
public enum ConversationFile {
  private static let layouts =
    "messages, conversations, instruction with output, or prompt with response"

  /// Calls the body with every record, in order: its number from 1, and its conversation or what is
  /// wrong with it.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - body: called with each record.
  /// - Throws: `ConversationError` when the file cannot be read to its end, and what the body throws.
  public static func read(
    _ path: String, _ body: (Int, Result<[ChatMessage], ConversationError>) throws -> Void
  ) throws {
    let lines = try LineReader(path)
    guard let first = try lines.next() else { return }
    if first.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      var bytes = first
      while let line = try lines.next() { bytes += [0x0A] + line }
      for (index, messages) in try array(bytes, path).enumerated() {
        try body(index + 1, messages)
      }
      return
    }
    var number = 1
    var line: [UInt8]? = first
    while let bytes = line {
      if bytes.contains(where: { $0 > 0x20 }) { try body(number, record(bytes, path, number)) }
      number += 1
      line = try lines.next()
    }
  }

  private static func record(
    _ bytes: [UInt8], _ path: String, _ number: Int
  ) -> Result<[ChatMessage], ConversationError> {
    do {
      return conversation(try JSONDecoder().decode(Record.self, from: Data(bytes)), path, number)
    } catch {
      return .failure(problem(reason(error), path, number))
    }
  }

  private static func array(
    _ bytes: [UInt8], _ path: String
  ) throws(ConversationError) -> [Result<[ChatMessage], ConversationError>] {
    do {
      let records = try JSONDecoder().decode([Record].self, from: Data(bytes))
      return records.enumerated().map { conversation($1, path, $0 + 1) }
    } catch {
      throw problem(reason(error), path, nil)
    }
  }

  private static func conversation(
    _ record: Record, _ path: String, _ number: Int
  ) -> Result<[ChatMessage], ConversationError> {
    if let turns = record.messages?.map({ ($0.role, $0.content) })
      ?? record.conversations?.map({ ($0.from, $0.value) })
    {
      var messages: [ChatMessage] = []
      for (name, content) in turns {
        guard let role = ChatMessage.Role(recordName: name) else {
          return .failure(
            ConversationError(
              path: path, record: number, found: "the role '\(name)'",
              expected: "system, user or assistant (in ShareGPT's layout system, human or gpt)"))
        }
        messages.append(ChatMessage(role, content))
      }
      return .success(messages)
    }
    if let instruction = record.instruction, let output = record.output {
      return .success([
        ChatMessage(.user, instruction, input: record.input ?? ""), ChatMessage(.assistant, output),
      ])
    }
    if let prompt = record.prompt, let response = record.response ?? record.completion {
      return .success([ChatMessage(.user, prompt), ChatMessage(.assistant, response)])
    }
    return .failure(problem("a record without a conversation", path, number))
  }

  private static func problem(_ found: String, _ path: String, _ record: Int?) -> ConversationError
  {
    ConversationError(
      path: path, record: record, found: found, expected: "a JSON object with \(layouts)")
  }

  private static func reason(_ error: any Error) -> String {
    func name(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case DecodingError.keyNotFound(let key, _): return "no field '\(key.stringValue)'"
    case DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty,
      DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty:
      return "another type in the field '\(name(context))'"
    default: return "something else than a JSON object"
    }
  }

  /// What a record may hold; which layout it is follows from what is there.
  private struct Record: Decodable {
    struct Message: Decodable { var role, content: String }
    struct Turn: Decodable { var from, value: String }
    var messages: [Message]?
    var conversations: [Turn]?
    var instruction, input, output, prompt, response, completion: String?
  }
}

/// The lines of a file that may be compressed, without their line ends.
private final class LineReader {
  private let path: String
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(_ path: String) throws(ConversationError) {
    self.path = path
    do {
      source = try ByteSources.open(path)
    } catch {
      throw Self.unreadable(path, error)
    }
  }

  /// The next line; nil at the end.
  func next() throws(ConversationError) -> [UInt8]? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { position = end + 1 }
        return Array(buffer[position..<end])
      }
      if isAtEnd {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        return Array(buffer[position...])
      }
      buffer.removeFirst(position)
      position = 0
      searched = buffer.count
      try fill()
    }
  }

  private func fill() throws(ConversationError) {
    let start = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: 1 << 18))
    do {
      let count = try buffer.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
      }
      buffer.removeLast(buffer.count - start - count)
      isAtEnd = count == 0
    } catch {
      throw Self.unreadable(path, error)
    }
  }

  private static func unreadable(_ path: String, _ error: any Error) -> ConversationError {
    let found =
      (error as? StreamDamage).map { "\($0.found) at compressed byte \($0.compressedOffset)" }
      ?? "\(error)"
    return ConversationError(
      path: path, record: nil, found: found, expected: "JSON lines, plain, gzip or zstd")
  }
}
