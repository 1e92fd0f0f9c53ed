/// One training row: `length` inputs and the targets one place further.
public struct TokenRow: Sendable {
  /// `length + 1` tokens.
  public var tokens = ContiguousArray<UInt32>()
  /// For each token whether the loss counts it as the target of the one before; the first never is one.
  public var trained = ContiguousArray<Bool>()
  /// The inputs at which documents start, rising from 0; only 0 where they are not told apart.
  public var documentStarts: [Int] = [0]

  public init() {}

  mutating func clear() {
    tokens.removeAll(keepingCapacity: true)
    trained.removeAll(keepingCapacity: true)
    documentStarts = [0]
  }
}

/// Training rows of one length, read on demand from token shards.
///
/// Rows have a fixed order that follows the documents; a trainer takes them in an order of its own.
public protocol TokenRows: Sendable {
  /// Inputs per row.
  var length: Int { get }
  /// Number of rows.
  var count: Int { get }

  /// Replaces the content of `row` by a row of these.
  func read(_ ordinal: Int, into row: inout TokenRow) throws(TokenShardError)

  /// What became of the documents; reads the index of every shard.
  func report() -> PackingReport
}

/// What packing made of the documents of a set.
public struct PackingReport: Codable, Equatable, Sendable {
  public var rows = 0
  public var documents = 0
  /// Documents of which no single row holds all tokens.
  public var cutDocuments = 0
  /// Tokens of all documents.
  public var tokens = 0
  /// Tokens that are in no row.
  public var unusedTokens = 0
  /// Inputs of all rows that hold no document.
  public var paddingTokens = 0
  /// Inputs of all rows.
  public var inputs = 0

  public init() {}

  /// Adds what became of the documents of another set.
  public static func += (sum: inout PackingReport, other: PackingReport) {
    sum.rows += other.rows
    sum.documents += other.documents
    sum.cutDocuments += other.cutDocuments
    sum.tokens += other.tokens
    sum.unusedTokens += other.unusedTokens
    sum.paddingTokens += other.paddingTokens
    sum.inputs += other.inputs
  }

  /// The share of documents that are cut, called truncation by Ding and others in 2024.
  public var cutFraction: Double {
    documents == 0 ? 0 : Double(cutDocuments) / Double(documents)
  }

  /// The share of the rows' inputs that hold no document.
  public var paddingFraction: Double { inputs == 0 ? 0 : Double(paddingTokens) / Double(inputs) }
}

extension TokenShardReader {
  /// The token that opens each document in place of one that ends it; nil where there is none.
  ///
  /// As the target of a document's last token it tells the model to end, and nothing of what follows.
  var openingEndOfText: UInt32? {
    manifest.endOfText == .before ? manifest.endOfTextToken : nil
  }
}
