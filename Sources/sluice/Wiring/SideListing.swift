import Contamination
import Glibc
import Pipelines
import Shards
import Text

/// The listing of side files (benchmarks, references, tokenizers, seeds) as one hash for the plan.
enum SideListing {
  /// - `patterns`: shards of records that stages read, with the places of the stages.
  /// - `files`: further files or folders, hashed whole.
  static func digest(
    patterns: [(pattern: String, place: SettingsPlace)], files: [String]
  ) throws -> String {
    var hasher = StreamingHash128()
    func add(_ fields: String...) {
      hasher.update(Array((fields.joined(separator: "\0") + "\n").utf8))
    }
    for (pattern, place) in patterns {
      do {
        let endings = RecordFormat.fileEndings + BenchmarkSet.fileEndings
        for path in try InputListing.files([pattern], endings: endings) {
          let sample = try InputListing.contentSample(path)
          add(pattern, path, "\(sample.bytes)", "\(sample.hash)")
        }
      } catch let error as ListingError {
        throw SettingsError("\(error)", at: place)
      }
    }
    for path in files {
      let below = filesBelow(path)
      guard access(path, R_OK) == 0 else {
        throw CommandError(
          "\(path): named by the pipeline file, cannot be read: \(String(cString: strerror(errno)))",
          status: .usage)
      }
      for file in below.isEmpty ? [path] : below.map({ path + "/" + $0 }) {
        let content = try contentHash(ofFile: file)
        add(file, "\(content.bytes)", "\(content.hash)")
      }
    }
    return hasher.finalized().description
  }
}
