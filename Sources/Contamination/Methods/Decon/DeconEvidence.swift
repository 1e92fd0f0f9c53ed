/// What a document has of one item around a cluster.
struct DeconEvidence {
  /// The share of the question's weight, 0 to 1.
  let question: Double
  let questionUnits: Range<Int>
  /// The share of the answer's weight, 0 to 1; 0 for an item without one.
  private(set) var answer = 0.0
  private(set) var answerUnits: Range<Int>?
  /// The share of the passage's weight, 0 to 1; 0 for an item without one.
  private(set) var passage = 0.0
  private(set) var passageUnits: Range<Int>?
  private let item: DeconItem

  /// - Parameters:
  ///   - item: the candidate's item.
  ///   - candidate: what the cluster has of its question.
  ///   - units: the document's units.
  ///   - settings: the method's constants.
  ///   - index: the questions' n-grams.
  init(
    _ item: DeconItem, _ candidate: DeconCluster.Candidate, _ units: ContiguousArray<UInt64>,
    _ settings: DeconOverlap, _ index: DeconIndex
  ) {
    self.item = item
    questionUnits = candidate.first..<candidate.last + settings.questionTokens
    let positions = questionUnits.lowerBound...candidate.last
    var found: Set<Int> = []
    for place in positions {
      let key = WeightedNGrams.key(units[place..<place + settings.questionTokens])
      if let number = index.number(of: key), candidate.nGrams.contains(number),
        let position = item.question.position(of: key)
      {
        found.insert(position)
      }
    }
    question = item.question.share(of: found)
    // N-grams of the question that come again at the edge make the cluster longer than the question;
    // the answer may begin among them.
    let excess = max(0, questionUnits.count - item.questionTokens)
    let answerStart = questionUnits.upperBound - excess
    if item.answer.count <= settings.shortAnswerTokens {
      findShortAnswer(in: units, from: answerStart, settings)
    } else {
      findLongAnswer(in: units, from: answerStart, settings)
    }
    findPassage(in: units, before: questionUnits.lowerBound, settings)
  }

  var evidence: DeconScore.Evidence {
    DeconScore.Evidence(
      question: question, answer: item.answer.isEmpty ? nil : answer,
      passage: item.passageTokens == 0 ? nil : passage, questionNGrams: item.question.keys.count,
      answerTokens: item.distinctAnswerTokens, itemTokens: item.tokens)
  }

  /// An answer of few tokens counts when it stands there exactly.
  private mutating func findShortAnswer(
    in units: ContiguousArray<UInt64>, from start: Int, _ settings: DeconOverlap
  ) {
    let length = item.answer.count
    guard length > 0 else { return }
    let end = min(start + settings.shortAnswerWindow, units.count - length + 1)
    guard start < end else { return }
    for place in start..<end where units[place..<place + length].elementsEqual(item.answer) {
      answer = 1
      answerUnits = place..<place + length
      return
    }
  }

  /// A longer answer counts by the weight of its n-grams behind the question.
  private mutating func findLongAnswer(
    in units: ContiguousArray<UInt64>, from start: Int, _ settings: DeconOverlap
  ) {
    let length = settings.answerTokens
    let window = max(settings.longAnswerWindow, 2 * item.answer.count)
    let end = min(start + window, units.count) - length
    guard start <= end else { return }
    var found: Set<Int> = []
    for place in start...end {
      let key = WeightedNGrams.key(units[place..<place + length])
      guard let position = item.answerNGrams.position(of: key) else { continue }
      found.insert(position)
      answerUnits = (answerUnits?.lowerBound ?? place)..<place + length
    }
    answer = item.answerNGrams.share(of: found)
  }

  /// A passage counts by the weight of its n-grams before the question, up to a gap.
  private mutating func findPassage(
    in units: ContiguousArray<UInt64>, before end: Int, _ settings: DeconOverlap
  ) {
    let length = settings.passageTokens
    guard item.passageTokens > 0, end >= length else { return }
    var found: Set<Int> = []
    var misses = 0
    var place = end - length
    while place >= max(0, end - settings.passageWindow - 1), misses <= settings.passageMisses {
      let key = WeightedNGrams.key(units[place..<place + length])
      if let position = item.passageNGrams.position(of: key) {
        found.insert(position)
        passageUnits = place..<(passageUnits?.upperBound ?? place + length)
        misses = 0
      } else if !found.isEmpty {
        misses += 1
      }
      place -= 1
    }
    passage = item.passageNGrams.share(of: found)
  }
}
