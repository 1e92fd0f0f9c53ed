import FoundationEssentials
import Pipelines
import Text

/// The settings that decide band keys and sketches: two corpora are comparable only where all agree.
///
/// Verification, clustering and the choice of survivors are not among them: a run may judge what it finds
/// in an index by thresholds of its own.
package struct KeySettings: Codable, Equatable, Sendable {
  var shingleUnit: ShingleUnit
  var shingleSize: Int
  var words: WordDefinition
  var normalization: NormalizationSteps
  var shortDocuments: ShortDocuments
  var hashFamily: HashFamily
  var bands: Int
  var rows: Int
  var sketchSize: Int
  var scope: DeduplicationScope
  /// Nil where documents have no keys by which parts meet their wholes.
  var containmentSampling: Int?
  /// Hash of the shingles and band keys of a sample text: other code for the same settings shows here.
  var sample: String

  package init(_ settings: MinHashSettings) {
    shingleUnit = settings.shingleUnit
    shingleSize = settings.shingleSize
    words = settings.words
    normalization = settings.normalization
    shortDocuments = settings.shortDocuments
    hashFamily = settings.hashFamily
    bands = settings.bands
    rows = settings.rows
    sketchSize = settings.sketchSize
    scope = settings.scope
    containmentSampling = settings.minimumContainment == nil ? nil : settings.containmentSampling
    sample = Self.sample(settings)
  }

  /// A text with whatever normalisation and the definitions of words treat differently.
  private static let sampleText = """
    The 12 quick brown foxes don't jump over 3.5 lazy dogs; "naïve" cafés — ÉCOLE, straße, σοφίας — \
    stay open.\tOn Monday (or Tuesday) 数据 去重 is done at e-mail@site.org/a_b#c, isn't it? \
    Once more: the 12 quick brown foxes don't jump, and 1,000 others did not either. पानी और नदी!
    """

  private static func sample(_ settings: MinHashSettings) -> String {
    var shingles = ShingleMaker(settings)
    var signature = SignatureMaker(settings.hashFamily, settings.banding)
    var shared = SharedScratch()
    let document = Document(id: DocumentID(rawValue: 0), text: Array(sampleText.utf8))
    shingles.fill(from: document, shared: &shared)
    signature.fill(from: shingles.hashes)
    var bytes: [UInt8] = []
    for hash in shingles.hashes { bytes.appendInteger(hash) }
    for key in signature.bandKeys { bytes.appendInteger(key) }
    return StableHash.hash128(bytes.span).description
  }

  /// The hash of all of them.
  var fingerprint: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return StableHash.hash128(Array(try encoder.encode(self)).span).description
    }
  }

  /// The first setting, by name, in which others differ: its name, the value here and the value there;
  /// `sample` only where nothing else does.
  func firstDifference(
    from other: KeySettings
  ) throws -> (name: String, here: String, there: String)? {
    var alike = other
    alike.sample = sample
    let compared = alike == self ? other : alike
    return Self.firstDifference(
      try LocatedValue(encoding: self), try LocatedValue(encoding: compared), at: "")
  }

  private static func firstDifference(
    _ here: LocatedValue, _ there: LocatedValue, at path: String
  ) -> (name: String, here: String, there: String)? {
    guard here != there else { return nil }
    guard let entries = here.entries, let others = there.entries else {
      return (path, here.kind, there.kind)
    }
    for key in Set((entries + others).map(\.key)).sorted() {
      let null = LocatedValue(.null)
      let difference = firstDifference(
        here[key] ?? null, there[key] ?? null, at: path.isEmpty ? key : path + "." + key)
      if let difference { return difference }
    }
    return nil
  }
}
