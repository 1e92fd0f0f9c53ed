/// Where an item of an evaluation set comes from.
public struct BenchmarkOrigin: Sendable, Equatable {
  /// The record's place in its decompressed file.
  public var place: BenchmarkError.Place
  /// The record's own id (`id`, `task_id`, `question_id` …), where it has one.
  public var identifier: String?
  /// The record as one line of JSON: as it stands in the file, of a CSV row an object by column names.
  public var record: [UInt8]

  public init(place: BenchmarkError.Place, identifier: String? = nil, record: [UInt8]) {
    self.place = place
    self.identifier = identifier
    self.record = record
  }
}
