/// The items of all sets by the n-grams of their questions.
struct DeconIndex: Sendable {
  /// The items that are looked for, those that are the same as one.
  private(set) var items: [DeconItem] = []
  /// For each item of the sets, why it is not looked for; nil when it is.
  private(set) var untestable: [Untestable?] = []
  /// Numbers of the questions' n-grams.
  private var numbers: [UInt64: UInt32] = [:]
  /// The items, by position in `items` and ascending, that have each n-gram.
  private(set) var owners: [[Int32]] = []
  private var filter = BlockedBloomFilter(keys: 0)
  /// N-grams that more items have start no cluster.
  private(set) var hotItems = 2000

  /// The number of different n-grams of questions.
  var count: Int { owners.count }

  init(_ sets: [BenchmarkSet], settings: DeconOverlap, units: any TextUnits) {
    let known = distinctItems(sets, settings, units)
    var frequencies = (
      question: ItemFrequencies(), answer: ItemFrequencies(), passage: ItemFrequencies()
    )
    let keys = known.map { parts, _ in
      let keys = (
        question: Self.keys(parts.question, settings.questionTokens),
        answer: Self.keys(parts.answer, settings.answerTokens),
        passage: Self.keys(parts.passage, settings.passageTokens)
      )
      frequencies.question.add(keys.question)
      frequencies.answer.add(keys.answer)
      frequencies.passage.add(keys.passage)
      return keys
    }
    for ((parts, numbers), keys) in zip(known, keys) {
      guard let question = parts.question else { continue }
      let answer = parts.answer?.units.hashes ?? []
      items.append(
        DeconItem(
          items: numbers, questionRange: question.range, answerRange: parts.answer?.range,
          passageRange: parts.passage?.range, questionTokens: question.units.hashes.count,
          answer: answer, distinctAnswerTokens: Set(answer).count,
          passageTokens: parts.passage?.units.hashes.count ?? 0,
          question: WeightedNGrams(keys: keys.question) {
            frequencies.question.weight(of: $0, items: known.count)
          },
          answerNGrams: WeightedNGrams(keys: keys.answer) {
            frequencies.answer.weight(of: $0, items: known.count)
          },
          passageNGrams: WeightedNGrams(keys: keys.passage) {
            frequencies.passage.weight(of: $0, items: known.count)
          }))
    }
    addOwners()
  }

  private static func keys(_ part: DeconParts.Part?, _ length: Int) -> [UInt64] {
    part.map { WeightedNGrams.keys(of: $0.units, length: length) } ?? []
  }

  /// The items that are looked for, each once with the numbers of all that are the same.
  private mutating func distinctItems(
    _ sets: [BenchmarkSet], _ settings: DeconOverlap, _ units: any TextUnits
  ) -> [(parts: DeconParts, items: [Int])] {
    struct Texts: Hashable {
      var passage: String
      var question: String
      var answer: String
    }
    var result: [(parts: DeconParts, items: [Int])] = []
    var known: [Texts: Int] = [:]
    var splitter = units.makeSplitter()
    var list = UnitList()
    for item in sets.lazy.flatMap(\.items) {
      let number = untestable.count
      let parts = DeconParts(item, splitter: &splitter, units: &list)
      let reason = Self.untestable(parts, settings)
      untestable.append(reason)
      guard reason == nil else { continue }
      let texts = Texts(passage: item.passage, question: item.question, answer: item.answer)
      if let position = known[texts] {
        result[position].items.append(number)
      } else {
        known[texts] = result.count
        result.append((parts, [number]))
      }
    }
    return result
  }

  private static func untestable(_ parts: DeconParts, _ settings: DeconOverlap) -> Untestable? {
    if parts.tokens == 0 { return .empty }
    if !parts.hasLetter { return .numbersAlone }
    guard parts.tokens >= settings.minimumItemTokens,
      parts.distinctTokens >= settings.minimumDistinctWords, let question = parts.question,
      question.units.hashes.count >= settings.questionTokens
    else { return .tooShort }
    return WeightedNGrams.keys(of: question.units, length: settings.questionTokens).isEmpty
      ? .numbersAlone : nil
  }

  private mutating func addOwners() {
    for (position, item) in items.enumerated() {
      for key in item.question.keys {
        let number = numbers[key] ?? UInt32(owners.count)
        if Int(number) == owners.count {
          numbers[key] = number
          owners.append([])
        }
        owners[Int(number)].append(Int32(position))
      }
    }
    filter = BlockedBloomFilter(keys: numbers.count)
    for key in numbers.keys { filter.insert(key) }
    hotItems = max(2000, 2 * Int(Double(items.count).squareRoot()))
  }

  /// The number of a question's n-gram by its key; nil when no question has it.
  func number(of key: UInt64) -> UInt32? {
    let mayContain = filter.words.withUnsafeBufferPointer {
      BlockedBloomFilter.mayContain(key, in: $0)
    }
    return mayContain ? numbers[key] : nil
  }

  /// Whether so many items have an n-gram that a hit of it says nothing.
  func isHot(_ number: UInt32) -> Bool { owners[Int(number)].count > hotItems }

  /// Whether an item has an n-gram.
  func has(_ item: Int32, _ number: UInt32) -> Bool {
    let owners = owners[Int(number)]
    var low = 0
    var high = owners.count
    while low < high {
      let middle = (low + high) / 2
      if owners[middle] < item { low = middle + 1 } else { high = middle }
    }
    return low < owners.count && owners[low] == item
  }
}
