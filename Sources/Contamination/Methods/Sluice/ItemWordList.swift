import Text

/// The words of items, one item behind the other, before they are weighed.
struct ItemWordList {
  private(set) var items: ContiguousArray<WeightedItems.Item> = []
  private(set) var hashes: ContiguousArray<UInt64> = []
  private(set) var starts: ContiguousArray<Int32> = []
  private(set) var ends: ContiguousArray<Int32> = []
  private(set) var isNumber: ContiguousArray<Bool> = []
  /// For each item, whether it is a program.
  private(set) var isCode: ContiguousArray<Bool> = []
  /// The words of the last item.
  private(set) var list = WordList()

  /// Adds the words of an item's example.
  mutating func append(_ item: BenchmarkItem) {
    let first = hashes.count
    var choiceWords = 0
    for choice in item.choices where choice != item.answer {
      list.fill(from: Array(choice.utf8).span, definition: .alphanumeric)
      choiceWords += list.count
    }
    let bytes = Array(item.example.utf8)
    list.fill(from: bytes.span, definition: .alphanumeric)
    hashes.append(contentsOf: list.hashes)
    starts.append(contentsOf: list.starts)
    ends.append(contentsOf: list.ends)
    var hasLetters = false
    for word in 0..<list.count {
      let digits = bytes[Int(list.starts[word])..<Int(list.ends[word])]
        .allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      isNumber.append(digits)
      if !digits { hasLetters = true }
    }
    let answerStart = bytes.count - item.answer.utf8.count
    let answerWord = list.starts.firstIndex { Int($0) >= answerStart } ?? list.count
    items.append(
      WeightedItems.Item(
        words: first..<hashes.count, answer: first + answerWord, choiceWords: choiceWords,
        hasLetters: hasLetters))
    isCode.append(CodeItems.isCode(bytes))
  }
}
