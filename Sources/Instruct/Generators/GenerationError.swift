/// Why a generator gave no usable reply.
public struct GenerationError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    /// Nothing listens there.
    case connectionRefused
    /// The connection ended before the reply did.
    case connectionLost(String)
    case timedOut(seconds: Double)
    /// Status 408, 425, 429, 500, 502, 503 or 504.
    case overloaded(status: Int, message: String)
    /// Any other status that is not success: asking again would not help.
    case refused(status: Int, message: String)
    /// The prompt and the reply do not fit the model's context.
    case contextExceeded(message: String)
    case notJSON(beginning: String)
    /// JSON without a field that a whole reply has.
    case missingField(String)
    case replyTooLarge(limitBytes: Int)
    case badAddress
    /// Never answered within the limit; the last answer is in the message.
    case notReady(seconds: Double, last: String)
    /// A finite generator, such as a file of replies, holds no reply for this request.
    case exhausted
    /// Many requests in a row failed, or the server is gone.
    case circuitOpen(failures: Int, last: String)
    case cancelled
  }

  public let problem: Problem
  /// The address or file that was asked.
  public let place: String
  /// How long the server asked to wait before the next try.
  public let retryAfterSeconds: Double?

  public init(_ problem: Problem, place: String, retryAfterSeconds: Double? = nil) {
    self.problem = problem
    self.place = place
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// Whether the same request may succeed later.
  public var isRetryable: Bool {
    switch problem {
    case .connectionRefused, .connectionLost, .timedOut, .overloaded, .notJSON, .missingField:
      true
    case .refused, .contextExceeded, .replyTooLarge, .badAddress, .notReady, .exhausted,
      .circuitOpen, .cancelled:
      false
    }
  }

  public var description: String { "\(place): error: \(reason)" }

  /// What went wrong and what to do, without the place: fit for an output file.
  public var reason: String {
    switch problem {
    case .connectionRefused:
      "connection refused; start the model server or correct its address"
    case .connectionLost(let detail):
      "the connection ended before the reply was complete (\(detail))"
    case .timedOut(let seconds):
      "no complete reply within \(Self.plain(seconds)) s; raise the request time limit or lower "
        + "the maximum tokens"
    case .overloaded(let status, let message):
      "the server answered \(status)\(Self.quoted(message)) on every try"
    case .refused(let status, let message):
      "the server refused the request with \(status)\(Self.quoted(message))"
    case .contextExceeded(let message):
      "the prompt does not fit the model's context\(Self.quoted(message)); use fewer demonstrations"
        + " or fewer maximum tokens"
    case .notJSON(let beginning):
      "the reply is not JSON, it begins with '\(beginning)'; is this an OpenAI-compatible server?"
    case .missingField(let field):
      "the reply has no '\(field)', so it may be incomplete; it was not used"
    case .replyTooLarge(let limit):
      "the reply is larger than \(limit) bytes"
    case .badAddress:
      "not an http or https address"
    case .notReady(let seconds, let last):
      "the server was not ready within \(Self.plain(seconds)) s (last: \(last))"
    case .exhausted:
      "no recorded reply for this request"
    case .circuitOpen(let failures, let last):
      "\(failures) requests in a row failed (last: \(last)); check the server and run again: "
        + "finished replies are kept"
    case .cancelled:
      "interrupted"
    }
  }

  private static func quoted(_ message: String) -> String {
    message.isEmpty ? "" : " ('\(message.prefix(200))')"
  }

  private static func plain(_ seconds: Double) -> String {
    seconds.rounded() == seconds && seconds.magnitude < 1e9 ? "\(Int(seconds))" : "\(seconds)"
  }
}
