/// One line of a shard with what is planted in it.
struct Record: Sendable {
  /// The line without its line end.
  let line: String
  /// Address of the page; nil for a damaged record.
  let url: String?
  var plants: [Plant]

  /// A record with the fields of C4, in its order: `text`, `timestamp`, `url`.
  init(_ draft: Draft, timestamp: String) {
    url = draft.page.url
    plants = draft.plants
    line =
      "{\"text\":\(Self.quoted(draft.page.text)),\"timestamp\":\"\(timestamp)\","
      + "\"url\":\(Self.quoted(draft.page.url))\(draft.extraFields)}"
  }

  /// A line that is no usable record.
  private init(damaged line: String, kind: String) {
    self.line = line
    url = nil
    plants = [Plant(kind: kind, fate: .quarantined, stages: ["read"])]
  }

  /// One record for each way in which a line can be unusable; `sample` is a sound record to spoil.
  static func damaged(like sample: Record) -> [Record] {
    let rest = #""timestamp":"2021-02-03T04:05:06Z","url":"https://example.org/damaged"}"#
    let half = String(decoding: sample.line.utf8.prefix(sample.line.utf8.count / 2), as: UTF8.self)
    return [
      Record(damaged: half, kind: "json-cut-short"),
      Record(damaged: "<!doctype html><title>502 Bad Gateway</title>", kind: "not-json"),
      Record(damaged: "{" + rest, kind: "missing-text"),
      Record(damaged: #"{"text":42,"# + rest, kind: "text-is-a-number"),
      Record(damaged: #"{"text":null,"# + rest, kind: "text-is-null"),
      Record(damaged: #"{"text":["One line.","Another."],"# + rest, kind: "text-is-a-list"),
    ]
  }

  /// A JSON string; everything but quotes, backslashes and control characters stays as it is.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
