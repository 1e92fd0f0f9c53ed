public import Pipelines
public import Text

/// Settings of `deduplicate: { method: minhash }`.
public struct MinHashSettings: StageSettings {
  /// Other defaults by the name of a corpus or tool; settings beside it win.
  public var preset: MinHashPreset?
  /// What a shingle is made of; words as in FineWeb, RefinedWeb and Lee and others 2022.
  public var shingleUnit = ShingleUnit.words
  /// Units in a shingle; 5 words as in FineWeb.
  public var shingleSize = 5
  /// What counts as a word of the normalised text.
  public var words = WordDefinition.alphanumeric
  /// What becomes of the text before it is cut into shingles.
  public var normalization = NormalizationSteps()
  /// What becomes of documents with fewer units than a shingle has.
  public var shortDocuments = ShortDocuments.whole
  /// How shingles are hashed.
  public var hashFamily = HashFamily.sluice
  /// What bands and rows shall find; they are chosen by it then.
  public var recall: RecallGoal?
  /// Bands of a signature; 14 as in FineWeb, Penedo and others 2024.
  public var bands = 14
  /// Minima in a band; 8 as in FineWeb.
  public var rows = 8
  /// How candidates are checked before they count as duplicates.
  public var verify = Verification.jaccard
  /// How pairs of duplicates become clusters.
  public var cluster = ClusterForm.leaders
  /// The Jaccard similarity of shingle sets, checked for each candidate pair, from which one of two
  /// documents is dropped.
  ///
  /// 0.7 is where 14 bands of 8 rows begin to find most pairs (0.56 of those at 0.7, 0.92 at 0.8) and
  /// near their nominal threshold (1/14)^(1/8) = 0.72: unlike the unverified classic form, which drops
  /// 0.05 of the pairs at 0.5 and 0.21 at 0.6, nothing below it is dropped.
  public var minimumSimilarity = 0.7
  /// The share of a document's shingles from which it is dropped for a survivor that has them as well,
  /// however much longer that one is; nothing is dropped for that unless it is set.
  ///
  /// Only documents behind the survivor in survivor order go, so the longest should come first. Where
  /// the survivor has more shingles than `sketchSize`, a share is an estimate and needs 50 hashes: beside
  /// a book of 100,000 shingles documents of fewer than 1,200 are not judged, unless `sketchSize` is
  /// raised.
  public var minimumContainment: Double?
  /// One in so many shingles, chosen by hash, is a key by which parts meet their wholes
  /// (`ContainmentKeys`); only with `minimumContainment`.
  public var containmentSampling = 32
  /// Distinct shingles stored per document; documents with more are compared by estimate, with a
  /// standard error of at most 0.008.
  public var sketchSize = 4096
  /// What is kept of a cluster, rule by rule; ties go to the first document.
  public var survivor: [SurvivorRule] = [.longest]
  /// Preferred sources, best first, for the survivor rule `source`.
  public var sources: [String] = []
  /// Which documents are compared with each other.
  public var scope = DeduplicationScope.global
  /// Folder of an index: documents are compared with those that earlier runs kept in it as well, and the
  /// survivors are added to it (`IndexedStage`).
  public var index: String?
  /// Field with a record's own id, which the index keeps.
  public var idField = "id"
  /// The run stops when a source of 100 documents or more would lose a larger fraction of them.
  public var maximumDroppedFraction = 0.9

  public init() {}

  public static func defaults(for tree: LocatedValue) throws -> MinHashSettings {
    var settings = MinHashSettings()
    if case .string(let name)? = tree["preset"]?.content {
      settings = MinHashPreset(rawValue: name)?.settings ?? settings
    }
    if let goal = tree["recall"], goal.content != .null {
      let recall = try LocatedDecoder.decode(
        RecallGoal.self, from: goal, defaults: try LocatedValue(encoding: RecallGoal()),
        owner: "'recall'")
      if let banding = recall.banding {
        settings.bands = banding.bands
        settings.rows = banding.rows
      }
    }
    return settings
  }

  /// Whether the words of a text are those of its normal form, so that it need not be rewritten.
  ///
  /// Words of the definition `alphanumeric` are lower case and without punctuation by themselves.
  var wordsNeedNoRewriting: Bool {
    guard hashFamily == .sluice, shingleUnit != .characters else { return false }
    if normalization == .none { return true }
    return shingleUnit == .words && words == .alphanumeric && !normalization.numbers
      && !normalization.accents && normalization.punctuation == .spaces
  }

  var banding: Banding { Banding(bands: bands, rows: rows) }

  public func validate() throws {
    try check("shingleSize", shingleSize, in: 1...1000)
    try validateShingles()
    try validateClustering()
    try validateRecall()
    try check("bands", bands, in: 1...10_000)
    try check("rows", rows, in: 1...1000)
    guard bands * rows <= 100_000 else {
      throw SettingsProblem("bands", "times 'rows' is \(bands * rows); at most 100000 is accepted")
    }
    try check("sketchSize", sketchSize, in: 64...1_000_000)
    guard minimumSimilarity > 0, minimumSimilarity <= 1 else {
      throw SettingsProblem(
        "minimumSimilarity", "is \(minimumSimilarity); above 0 and at most 1 is accepted")
    }
    guard index != "" else {
      throw SettingsProblem("index", "is empty; name a folder, or leave it out")
    }
    guard !idField.isEmpty else {
      throw SettingsProblem("idField", "is empty; name a field, such as 'id'")
    }
    try SourceGuard.validate(maximumDroppedFraction)
    try SurvivorOrder.validate(survivor, sources: sources)
  }

  private func validateRecall() throws {
    guard let recall else { return }
    do {
      try recall.validate()
    } catch let problem as SettingsProblem {
      throw SettingsProblem("recall." + problem.setting, problem.message)
    }
    guard recall.isReached(by: banding) else {
      throw SettingsProblem(
        "recall",
        "is not reached by the \(bands) bands and \(rows) rows beside it; leave out 'bands' and 'rows'"
      )
    }
  }

  private func validateClustering() throws {
    try check("containmentSampling", containmentSampling, in: 1...100_000)
    if let minimumContainment {
      guard minimumContainment > 0, minimumContainment <= 1 else {
        throw SettingsProblem(
          "minimumContainment", "is \(minimumContainment); above 0 and at most 1 is accepted")
      }
      guard verify == .jaccard else {
        throw SettingsProblem(
          "minimumContainment", "is checked only where pairs are verified; set 'verify: jaccard'")
      }
    }
    guard verify == .jaccard || cluster == .components else {
      throw SettingsProblem(
        "verify",
        "is 'none', but clusters around survivors need similarities; set 'cluster: components'")
    }
  }

  private func validateShingles() throws {
    let folds = shingleUnit == .words && (words == .alphanumeric || words == .gpt3)
    guard normalization.lowercase || !folds else {
      throw SettingsProblem(
        "normalization.lowercase",
        "is false, but words of the definition '\(words)' are lower case; set 'words: whitespace'")
    }
    guard normalization.punctuation != .keep || !folds else {
      throw SettingsProblem(
        "normalization.punctuation",
        "is 'keep', but words of the definition '\(words)' are without punctuation; "
          + "set 'words: whitespace'")
    }
    guard hashFamily == .sluice || (shingleUnit == .words && words == .whitespace) else {
      throw SettingsProblem(
        "hashFamily",
        "is 'datatrove', which hashes words split at white space; set 'words: whitespace'")
    }
  }

  private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw SettingsProblem(
        name, "is \(value); \(range.lowerBound) to \(range.upperBound) is accepted")
    }
  }
}
