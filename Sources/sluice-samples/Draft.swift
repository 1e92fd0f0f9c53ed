/// Something put into the samples on purpose and what a correct pipeline does with it.
struct Plant: Sendable {
  var kind: String
  var fate: Fate
  /// Stages of which one, the first in the pipeline, brings the fate about; empty for `kept`.
  var stages: [String] = []
  /// Address of the page that this one resembles.
  var twin: String?
  /// Jaccard similarity of word 5-grams to the twin, chrome lines left out.
  var similarity: Double?
  var item: BenchmarkItem?
  /// Characters of the page before and after the planted item.
  var surroundings: (before: Int, after: Int)?
  /// Lines of the record's text, from 1, that were planted.
  var lines: [Int] = []
  /// Records that the plant covers, itself the first.
  var records = 1
}

/// What happens to a planted thing in a pipeline with every quickstart stage.
enum Fate: String, Encodable, Sendable {
  case kept
  case dropped
  /// A classifier with a random keep rule decides; dropping is likely.
  case probablyDropped = "probably-dropped"
  /// The page stays without the planted lines.
  case lineRemoved = "line-removed"
  /// The line stays in one page of the whole corpus.
  case lineKeptOnce = "line-kept-once"
  /// Of this record and its twin exactly one stays.
  case oneOfTwinsKept = "one-of-twins-kept"
  /// The item and 200 characters on each side go; the rest becomes two documents.
  case split
  /// The record cannot be used and is reported.
  case quarantined
  /// The shard ends inside these records: those before the cut may be recovered, the rest is lost.
  case cutOff = "cut-off"
}

/// A page on its way into a shard, with what has been planted in it.
struct Draft: Sendable {
  var page: Page
  var plants: [Plant] = []
  /// Fields after `url`, as they will stand in the record; begins with a comma when not empty.
  var extraFields = ""
  /// False where a line shared with other pages would change what a plant shows.
  var takesRepeatedLines = false
  var takesChrome = true
}
