import FoundationEssentials
import Glibc
import Pipelines
import Tokens

/// Which tokenizer a checkpoint was trained with: a small file beside its weights.
struct CheckpointTokenizer: Codable {
  static let fileName = "sluice.json"

  /// `Tokenizer.fingerprint` in hexadecimal digits.
  var fingerprint: String

  private enum CodingKeys: String, CodingKey {
    case fingerprint = "tokenizer"
  }

  /// Refuses a tokenizer other than the one a checkpoint was trained with; a checkpoint of another
  /// program does not tell.
  static func check(_ tokenizer: Tokenizer, ofCheckpoint folder: String) throws {
    let path = folder + "/" + fileName
    guard access(path, R_OK) == 0 else { return }
    let kept = try? JSONDecoder().decode(Self.self, from: Data(try readFile(path)))
    guard kept?.fingerprint == "\(tokenizer.fingerprint)" else {
      throw CommandError(
        "\(folder): its tokenizer is \(tokenizer.fingerprint), but \(fileName) says that the model was "
          + "trained with \(kept?.fingerprint ?? "another"); put back the tokenizer of the training"
      )
    }
  }
}
