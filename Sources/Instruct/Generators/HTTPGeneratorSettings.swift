/// How a model server is reached and how long it may take.
public struct HTTPGeneratorSettings: Sendable, Equatable {
  /// The address of the server, with or without `/v1`.
  public var address = "http://127.0.0.1:8080"
  /// The model to ask for; empty takes the first that the server lists.
  public var model = ""
  /// Sent as a bearer token where not empty.
  public var key = ""
  /// Time for one try, from connecting to the last byte.
  public var requestSeconds = 600.0
  /// Time for the server to become ready.
  public var readySeconds = 30.0
  /// Tries of one request before it counts as failed.
  public var tries = 6
  /// First and longest wait between tries; the wait doubles and is drawn at random below that.
  public var firstWaitSeconds = 0.5
  public var longestWaitSeconds = 30.0
  /// A longer reply is refused instead of held.
  public var maximumReplyBytes = 16 << 20
  /// Requests in flight at most; lowered by half when the server is overloaded, raised again by
  /// one after twenty clean replies.
  public var maximumInFlight = 8

  public init() {}

  public init(address: String) { self.address = address }

  /// Throws the first setting outside its range.
  public func validate() throws(SettingError) {
    try SettingError.check(
      "address", address, address.hasPrefix("http://") || address.hasPrefix("https://"),
      "an http:// or https:// address")
    try SettingError.check("requestSeconds", requestSeconds, 0.01...86_400)
    try SettingError.check("readySeconds", readySeconds, 0...86_400)
    try SettingError.check("tries", tries, 1...100)
    try SettingError.check("firstWaitSeconds", firstWaitSeconds, 0...3_600)
    try SettingError.check("longestWaitSeconds", longestWaitSeconds, 0...3_600)
    try SettingError.check("maximumReplyBytes", maximumReplyBytes, 1_024...(1 << 30))
    try SettingError.check("maximumInFlight", maximumInFlight, 1...1_024)
  }

  /// The address of a route below `/v1`.
  func route(_ path: String) -> String { root + "/v1" + path }

  /// The address without `/v1` and trailing slashes.
  var root: String {
    var text = address[...]
    while text.hasSuffix("/") { text.removeLast() }
    if text.hasSuffix("/v1") { text.removeLast(3) }
    return String(text)
  }
}
