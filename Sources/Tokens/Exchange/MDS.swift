internal import FoundationEssentials
internal import Pipelines

// A data set of MosaicML streaming (`streaming/base/format/mds`), little-endian:
//
//     index.json           {"shards": [...], "version": 2}: per shard the settings below, "samples",
//                          "raw_data" and "zip_data" {"basename", "bytes", "hashes"}
//     shard.00000.mds      or shard.00000.mds.zstd, the same bytes compressed
//     0                    u32  samples n
//     4                    u32 × (n + 1)  where each sample starts; the last one is the size of the file
//     8 + 4n               JSON, keys sorted: column_encodings, column_names, column_sizes, compression,
//                          format "mds", hashes, size_limit, version 2
//     then                 the samples, back to back
//
// A sample is a u32 with the size of each column that has none fixed, then the columns, which are sorted
// by name. Ours have one, "tokens": `ndarray:uint16:LENGTH` (the values alone) for rows of one length,
// `ndarray:uint16` for documents: a byte 4 + w, w being 0, 1, 2, 3 for a length of 1, 2, 4, 8 bytes, the
// length, the values; uint32 where the vocabulary asks for it. Document (7, 8), end of text 0, as a
// sample: 08 00 00 00 (its size), 04 03 (length 3), 07 00 08 00 00 00.

/// Names and limits of a data set of MosaicML streaming.
enum MDS {
  static let indexName = "index.json"
  static let version = 2
  static let format = "mds"
  /// Most bytes of a shard unless one sample alone has more.
  static let sizeLimit = 1 << 26

  /// The codes of kinds of integers in a column whose encoding names none.
  static let codes: [(code: UInt8, kind: TokenInteger)] = [
    (8, .uint8), (9, .int8), (16, .uint16), (17, .int16), (32, .uint32), (33, .int32),
    (64, .uint64), (65, .int64),
  ]
}

/// The `index.json` of a data set.
struct MDSIndex: Decodable {
  struct Shard: Decodable {
    var column_encodings: [String]
    var column_names: [String]
    var column_sizes: [Int?]
    var compression: String?
    var format: String
    var raw_data: File
    var samples: Int
    var version: Int
    var zip_data: File?
  }

  struct File: Decodable {
    var basename: String
    var bytes: Int
  }

  var shards: [Shard]
  var version: Int

  /// Reads an index and refuses what names files elsewhere or impossible sizes.
  init(opening path: String) throws(TokenShardError) {
    let file = try TokenShardFile.map(path)
    do {
      self = try JSONDecoder().decode(MDSIndex.self, from: Data(file.bytes))
    } catch {
      throw TokenShardError(
        .malformed("is not the index of an MDS data set: \(Self.sentence(error))"), path: path)
    }
    guard version == MDS.version else {
      throw TokenShardError(
        .malformed("has MDS version \(version); expected \(MDS.version)"), path: path)
    }
    for (ordinal, shard) in shards.enumerated() {
      if let problem = shard.problem {
        throw TokenShardError(.malformed("shard \(ordinal) \(problem)"), path: path)
      }
    }
  }

  private static func sentence(_ error: any Error) -> String {
    guard case DecodingError.keyNotFound(let key, _) = error else { return "\(error)" }
    return "'\(key.stringValue)' is missing"
  }
}

extension MDSIndex.Shard {
  /// What is wrong with the entry; nil where nothing is.
  fileprivate var problem: String? {
    if format != MDS.format { return "has the format '\(format)'; expected 'mds'" }
    if version != MDS.version { return "has version \(version); expected \(MDS.version)" }
    let columns = column_names.count
    if column_encodings.count != columns || column_sizes.count != columns {
      return "has \(columns) columns but other counts of encodings or sizes"
    }
    let limit = 0...Int(UInt32.max)
    if !column_sizes.allSatisfy({ $0.map(limit.contains) ?? true }) {
      return "has an impossible column size"
    }
    if !limit.contains(samples) || !limit.contains(raw_data.bytes) {
      return "has \(samples) samples in \(raw_data.bytes) bytes, more than 32 bits count"
    }
    for name in [raw_data.basename, zip_data?.basename].compactMap(\.self)
    where name.hasPrefix("/") || name.split(separator: "/").contains("..") || name.isEmpty {
      return "names the file '\(name)' outside its folder"
    }
    return nil
  }
}
