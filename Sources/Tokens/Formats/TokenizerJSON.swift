internal import FoundationEssentials

/// A Hugging Face `tokenizer.json` as far as it means byte-level BPE with GPT-2's split pattern.
///
/// Anything in the file that would lead to other ids is refused by name. Post-processors that add no
/// token, truncation, padding and the decoder do not change ids and are not looked at.
struct TokenizerJSON: Decodable {
  struct Component: Decodable {
    var type: String
    var addPrefixSpace: Bool?
    var useRegex: Bool?

    enum CodingKeys: String, CodingKey {
      case type
      case addPrefixSpace = "add_prefix_space"
      case useRegex = "use_regex"
    }
  }

  struct AddedToken: Decodable {
    var id: Int
    var content: String
    var special: Bool?
    var singleWord: Bool?
    var lstrip: Bool?
    var rstrip: Bool?

    enum CodingKeys: String, CodingKey {
      case id, content, special, lstrip, rstrip
      case singleWord = "single_word"
    }
  }

  enum Merge: Decodable {
    case tokens(String, String)
    case line(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let line = try? container.decode(String.self) {
        self = .line(line)
        return
      }
      let pair = try container.decode([String].self)
      self = pair.count == 2 ? .tokens(pair[0], pair[1]) : .line(pair.joined(separator: " "))
    }
  }

  struct Model: Decodable {
    var type: String?
    var dropout: Double?
    var unknownToken: String?
    var continuingPrefix: String?
    var endOfWordSuffix: String?
    var byteFallback: Bool?
    var ignoreMerges: Bool?
    var vocab: [String: Int]
    var merges: [Merge]

    enum CodingKeys: String, CodingKey {
      case type, dropout, vocab, merges
      case unknownToken = "unk_token"
      case continuingPrefix = "continuing_subword_prefix"
      case endOfWordSuffix = "end_of_word_suffix"
      case byteFallback = "byte_fallback"
      case ignoreMerges = "ignore_merges"
    }
  }

  /// The parts that decide whether the model can be decoded at all, read first.
  struct Kind: Decodable {
    struct ModelKind: Decodable { var type: String? }
    var normalizer: Component?
    var preTokenizer: Component?
    var postProcessor: Component?
    var model: ModelKind

    enum CodingKeys: String, CodingKey {
      case normalizer, model
      case preTokenizer = "pre_tokenizer"
      case postProcessor = "post_processor"
    }

    /// The first thing in the file that is not GPT-2's byte-level BPE, in words.
    var unsupportedPart: String? {
      if let type = model.type, type != "BPE" { return "the model \(type)" }
      if let normalizer { return "the normalizer \(normalizer.type)" }
      guard let preTokenizer else { return "no pre-tokenizer" }
      guard preTokenizer.type == "ByteLevel" else {
        return "the pre-tokenizer \(preTokenizer.type)"
      }
      if preTokenizer.addPrefixSpace == true { return "the ByteLevel option add_prefix_space" }
      if preTokenizer.useRegex == false { return "ByteLevel without use_regex" }
      if let postProcessor, postProcessor.type != "ByteLevel" {
        return "the post-processor \(postProcessor.type)"
      }
      return nil
    }
  }

  var addedTokens: [AddedToken]?
  var model: Model

  enum CodingKeys: String, CodingKey {
    case model
    case addedTokens = "added_tokens"
  }
}

extension TokenizerJSON.Model {
  /// The first option of the model that would change ids, in words.
  var unsupportedPart: String? {
    if let dropout, dropout != 0 { return "BPE dropout" }
    if let unknownToken, !unknownToken.isEmpty, vocab[unknownToken] == nil { return "unk_token" }
    if let continuingPrefix, !continuingPrefix.isEmpty { return "continuing_subword_prefix" }
    if let endOfWordSuffix, !endOfWordSuffix.isEmpty { return "end_of_word_suffix" }
    if byteFallback == true { return "byte_fallback" }
    return ignoreMerges == true ? "ignore_merges" : nil
  }
}

extension TokenizerJSON.AddedToken {
  /// The option of the token that would change what it matches, in words.
  var unsupportedPart: String? {
    let options = [("single_word", singleWord), ("lstrip", lstrip), ("rstrip", rstrip)]
    guard let option = options.first(where: { $0.1 == true }) else { return nil }
    return "\(option.0) of the added token \"\(content)\""
  }
}
