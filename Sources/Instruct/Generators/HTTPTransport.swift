import Foundation
import FoundationNetworking

/// One HTTP exchange at a time per calling thread, with a limit on its time and size.
///
/// The only user of the toolchain's HTTP client. The client delivers on its own queue; callers wait
/// on a monitor with a deadline of their own, so that no behaviour of a server can hold them.
final class HTTPTransport: Sendable {
  struct Answer: Sendable {
    var status: Int
    var body: [UInt8]
    /// The `Retry-After` header in seconds from now.
    var retryAfterSeconds: Double?
  }

  private let session: URLSession
  private let receiver: Receiver

  init(maximumReplyBytes: Int, connections: Int) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = connections
    configuration.urlCache = nil
    receiver = Receiver(limit: maximumReplyBytes)
    session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
  }

  deinit { session.invalidateAndCancel() }

  /// Sends a request and waits for the whole answer, whatever its status.
  ///
  /// A body is JSON to post; without one the address is got. `isCancelled` gives the exchange up.
  func exchange(
    _ place: String, body: [UInt8]?, key: String, seconds: Double,
    unless isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> Answer {
    guard let url = URL(string: place), url.host() != nil else {
      throw GenerationError(.badAddress, place: place)
    }
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
    request.timeoutInterval = seconds
    request.setValue("application/json", forHTTPHeaderField: "Accept")
    if !key.isEmpty { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
    if let body {
      request.httpMethod = "POST"
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data(body)
    }
    let task = session.dataTask(with: request)
    let pending = receiver.expect(task.taskIdentifier)
    defer { receiver.forget(task.taskIdentifier) }
    let end = monotonicSeconds() + seconds
    task.resume()
    let outcome: Pending.Outcome = pending.wait { state in
      if let outcome = state.outcome { return outcome }
      if isCancelled() { return .failed(.cancelled) }
      return monotonicSeconds() > end ? .failed(.timedOut(seconds: seconds)) : nil
    }
    switch outcome {
    case .done(let answer): return answer
    case .failed(let problem):
      task.cancel()
      if case .timedOut = problem {
        throw GenerationError(.timedOut(seconds: seconds), place: place)
      }
      throw GenerationError(problem, place: place)
    }
  }
}

/// What has arrived of one answer.
private struct Pending {
  enum Outcome {
    case done(HTTPTransport.Answer)
    case failed(GenerationError.Problem)
  }

  var body: [UInt8] = []
  var outcome: Outcome?
}

/// Collects the pieces of answers by task.
private final class Receiver: NSObject, URLSessionDataDelegate {
  private let limit: Int
  private let tasks = Monitor<[Int: Monitor<Pending>]>([:])

  init(limit: Int) { self.limit = limit }

  func expect(_ task: Int) -> Monitor<Pending> {
    let pending = Monitor(Pending())
    tasks.with { $0[task] = pending }
    return pending
  }

  func forget(_ task: Int) { tasks.with { $0[task] = nil } }

  func urlSession(_: URLSession, dataTask task: URLSessionDataTask, didReceive data: Data) {
    guard let pending = tasks.with({ $0[task.taskIdentifier] }) else { return }
    pending.with { state in
      guard state.outcome == nil else { return }
      if state.body.count + data.count > limit {
        state.outcome = .failed(.replyTooLarge(limitBytes: limit))
        task.cancel()
      } else {
        state.body.append(contentsOf: data)
      }
    }
  }

  func urlSession(
    _: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    guard let pending = tasks.with({ $0[task.taskIdentifier] }) else { return }
    pending.with { state in
      guard state.outcome == nil else { return }
      if let error {
        state.outcome = .failed(Self.problem(of: error))
      } else if let response = task.response as? HTTPURLResponse {
        let answer = HTTPTransport.Answer(
          status: response.statusCode, body: state.body,
          retryAfterSeconds: response.value(forHTTPHeaderField: "Retry-After")
            .flatMap(Self.seconds))
        state.outcome = .done(answer)
      } else {
        state.outcome = .failed(.connectionLost("no HTTP answer"))
      }
    }
  }

  private static func problem(of error: any Error) -> GenerationError.Problem {
    guard let error = error as? URLError else { return .connectionLost("\(error)") }
    switch error.code {
    case .cannotConnectToHost, .cannotFindHost: return .connectionRefused
    case .timedOut: return .timedOut(seconds: 0)
    case .badURL, .unsupportedURL: return .connectionLost("not an HTTP answer")
    default: return .connectionLost(error.localizedDescription)
    }
  }

  /// `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3).
  private static func seconds(_ header: String) -> Double? {
    if let seconds = Double(header), seconds.isFinite { return max(0, seconds) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: header).map { max(0, $0.timeIntervalSinceNow) }
  }
}
