/// An evaluation set: what must not be in the training text.
public struct BenchmarkSet: Sendable, Equatable {
  /// The file's name without its format endings, with as many parent folders as it takes to tell
  /// sets apart: `gsm8k-test`.
  public var name: String
  /// Path of the file the items were read from.
  public var path: String
  /// The fields the items were read from.
  public var fields: BenchmarkFields
  /// Items in file order; an item's position is its `index`.
  public var items: [BenchmarkItem]
  /// Where the items come from, one for each; empty for a set that was not read from a file.
  public var origins: [BenchmarkOrigin] = []
  /// Empty, repeated and incomplete items.
  public var notes = BenchmarkNotes()
  /// Hash of the file's decompressed bytes, 32 hexadecimal digits; empty for a set made in memory.
  public var digest = ""
  /// Whether the layout was recognised rather than named.
  var isRecognized = false

  public init(
    name: String, path: String = "", fields: BenchmarkFields = BenchmarkFields(),
    items: [BenchmarkItem]
  ) {
    self.name = name
    self.path = path
    self.fields = fields
    self.items = items
  }
}

/// One question of an evaluation set, its parts kept apart.
public struct BenchmarkItem: Sendable, Equatable {
  /// Position in the set, from 0.
  public var index: Int
  /// Text the question is about; empty where the set has none.
  public var passage: String
  /// What is asked: the question, prompt, context or instruction.
  public var question: String
  /// The options in file order; empty for open questions.
  public var choices: [String]
  /// The reference answer as text (of multiple choice: the text of the right option); may be empty.
  public var answer: String

  public init(
    index: Int, passage: String = "", question: String, choices: [String] = [],
    answer: String = ""
  ) {
    self.index = index
    self.passage = passage
    self.question = question
    self.choices = choices
    self.answer = answer
  }

  /// The item as a model sees it: passage, question and answer, a line each.
  public var example: String {
    [passage, question, answer].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The texts a search may look at: the example, then each option that is not the answer.
  var parts: [String] { [example] + choices.filter { $0 != answer } }

  /// What places of matches in an item refer to: the example and the options that are not the answer,
  /// a line each.
  public var text: String { parts.joined(separator: "\n") }
}
