import Glibc
import Synchronization

/// A tiny HTTP server on loopback that answers as a test tells it to, truthfully or not.
///
/// `/health` and `/v1/models` answer like a healthy server unless the script speaks about them.
final class LyingServer: Sendable {
  enum Answer: Sendable {
    /// A whole answer.
    case reply(status: Int, body: String, headers: [String: String] = [:])
    /// The beginning of an answer whose length promises more.
    case cut(body: String)
    /// Bytes that need not be HTTP.
    case raw(String)
    /// Nothing, for as long as the client stays.
    case silence
  }

  struct Request: Sendable {
    /// Ordinal among the requests to the completion route.
    var number: Int
    var path: String
    var body: String
  }

  let address: String
  private let listener: Int32
  private let script: @Sendable (Request) -> Answer?
  private let completions = Mutex(0)

  /// Completion requests so far.
  var count: Int { completions.withLock { $0 } }

  init(_ script: @escaping @Sendable (Request) -> Answer?) {
    self.script = script
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(listener, $0, size)
        _ = getsockname(listener, $0, &size)
      }
    }
    listen(listener, 64)
    address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    self.listener = listener
    detach { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let self else {
          close(connection)
          return
        }
        detach { self.serve(connection) }
      }
    }
  }

  /// Closes the port: the next connection is refused.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  deinit {
    stop()
    close(listener)
  }

  /// A completion as a healthy server sends it.
  static func completion(_ text: String, finishReason: String? = "stop") -> String {
    let reason = finishReason.map { "\"\($0)\"" } ?? "null"
    return """
      {"choices":[{"text":"\(text)","index":0,"finish_reason":\(reason)}],\
      "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}
      """
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    guard var request = read(connection) else { return }
    if request.path == "/v1/completions" {
      request.number = completions.withLock { count in
        count += 1
        return count - 1
      }
    }
    switch script(request) ?? healthy(request) {
    case .reply(let status, let body, let headers):
      let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
      send(
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n"
          + "Content-Type: application/json\r\n\(lines)\r\n\(body)", connection)
    case .cut(let body):
      send(
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count + 100)\r\n"
          + "Content-Type: application/json\r\n\r\n\(body)", connection)
    case .raw(let text): send(text, connection)
    case .silence:
      var byte: UInt8 = 0
      while recv(connection, &byte, 1, 0) > 0 {}
    }
  }

  private func healthy(_ request: Request) -> Answer {
    switch request.path {
    case "/health": .reply(status: 404, body: "{}")
    case "/v1/models": .reply(status: 200, body: #"{"object":"list","data":[{"id":"tiny"}]}"#)
    default: .reply(status: 200, body: Self.completion("a fine answer"))
    }
  }

  private func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let blank = Array("\r\n\r\n".utf8)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes.append(contentsOf: buffer[..<count])
      guard let end = bytes.firstRange(of: blank) else { continue }
      let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      let lines = head.split(separator: "\r\n")
      let length =
        lines.first { $0.lowercased().hasPrefix("content-length:") }
        .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
      guard bytes.count >= end.upperBound + length else { continue }
      let parts = lines.first?.split(separator: " ") ?? []
      guard parts.count > 1 else { return nil }
      let body = String(decoding: bytes[end.upperBound...], as: UTF8.self)
      return Request(number: 0, path: String(parts[1]), body: body)
    }
  }

  private func send(_ text: String, _ connection: Int32) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          connection, $0.baseAddress.map { $0 + done }, bytes.count - done,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      done += count
    }
  }
}

/// Runs a closure on a thread of its own.
private func detach(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body))
  let status = pthread_create(
    &thread, nil,
    { context in
      if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  if status == 0 { pthread_detach(thread) } else { box.release() }
}
