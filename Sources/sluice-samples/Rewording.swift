/// Makes edited copies of articles, a word at a time, down to a wanted similarity.
enum Rewording {
  /// A copy whose similarity to `lines` lies in `range` and which shares no line with it.
  ///
  /// Nil when the words do not allow it. Every line is edited once, because line deduplication
  /// would otherwise take the unedited ones before near duplicates are looked for; these edits
  /// stand around the breaks between lines, where two of them spoil the same shingles. After that
  /// words are replaced one by one until the similarity is at most the upper bound.
  static func copy(
    of lines: [String], similarity range: ClosedRange<Double>, using random: inout SplitMix64
  ) -> (lines: [String], similarity: Double)? {
    var copy = lines.map { $0.split(separator: " ").map(String.init) }
    for index in copy.indices {
      let places = replaceable(in: copy[index])
      guard let first = places.first, let last = places.last else { return nil }
      replace(at: index.isMultiple(of: 2) ? last : first, in: &copy[index])
    }
    let original = lines.joined(separator: "\n")
    while true {
      let text = copy.map { $0.joined(separator: " ") }
      let similarity = Words.similarity(original, text.joined(separator: "\n"))
      if similarity < range.lowerBound { return nil }
      if similarity <= range.upperBound { return (text, similarity) }
      let open = copy.indices.filter { !replaceable(in: copy[$0]).isEmpty }
      guard !open.isEmpty else { return nil }
      let line = open[random.below(open.count)]
      let places = replaceable(in: copy[line])
      replace(at: places[random.below(places.count)], in: &copy[line])
    }
  }

  private static func replaceable(in words: [String]) -> [Int] {
    words.indices.filter { replacements[words[$0]] != nil }
  }

  private static func replace(at place: Int, in words: inout [String]) {
    if let other = replacements[words[place]] { words[place] = other }
  }

  /// No replacement is itself replaced, so that an edit is never undone.
  private static let replacements: [String: String] = [
    "about": "around", "after": "following", "all": "entirely", "almost": "practically",
    "always": "invariably", "any": "whatever", "because": "since", "before": "until",
    "big": "large", "but": "yet", "can": "may", "every": "each", "first": "earliest",
    "from": "off", "good": "fine", "had": "possessed", "has": "possesses", "if": "whenever",
    "in": "inside", "is": "remains", "it": "this", "its": "whose", "just": "merely",
    "like": "resembling", "long": "lengthy", "made": "built", "many": "several",
    "most": "mostly", "must": "should", "new": "recent", "nobody": "none", "nothing": "little",
    "often": "frequently", "old": "elderly", "on": "upon", "only": "solely", "out": "outside",
    "over": "above", "people": "folk", "put": "placed", "small": "tiny", "so": "thus",
    "some": "certain", "still": "even", "take": "carry", "than": "beyond", "that": "which",
    "the": "our", "their": "his", "them": "those", "then": "next", "there": "here",
    "they": "we", "thing": "object", "through": "across", "to": "toward", "two": "both",
    "very": "quite", "was": "became", "way": "manner", "were": "became", "when": "once",
    "while": "whilst", "will": "shall", "with": "having", "would": "might", "year": "season",
  ]
}
