import FoundationEssentials
import TestSupport
import Testing
import Tokens

/// The steps that the fixtures name.
enum NormalizationSteps {
  static func named(_ name: String) throws -> [NormalizationStep] {
    func bert(
      cleans: Bool = true, spaces: Bool = true, strips: Bool? = nil, lowers: Bool = false
    ) -> [NormalizationStep] {
      [
        .bert(
          cleansText: cleans, spacesChineseCharacters: spaces, stripsAccents: strips,
          lowercases: lowers)
      ]
    }
    let metaspace = Array("\u{2581}".utf8)
    switch name {
    case "nfc": return [.nfc]
    case "nfd": return [.nfd]
    case "nfkc": return [.nfkc]
    case "nfkd": return [.nfkd]
    case "lowercase": return [.lowercase]
    case "stripAccents": return [.stripAccents]
    case "nfd stripAccents": return [.nfd, .stripAccents]
    case "strip": return [.strip(left: true, right: true)]
    case "strip left": return [.strip(left: true, right: false)]
    case "strip right": return [.strip(left: false, right: true)]
    case "nmt": return [.nmt]
    case "bert uncased": return bert(lowers: true)
    case "bert cased": return bert()
    case "bert accents": return bert(strips: true)
    case "bert nothing": return bert(cleans: false, spaces: false, strips: false)
    case "replace": return [.replace(.literal([0x20]), with: metaspace)]
    case "replace aab": return [.replace(.literal(Array("aab".utf8)), with: Array("é".utf8))]
    case "prepend": return [.prepend(metaspace)]
    case "llama": return [.prepend(metaspace), .replace(.literal([0x20]), with: metaspace)]
    case "precompiled": return [.precompiled(leadByteMap)]
    case "precompiled t5": return [.precompiled(try t5CharacterMap())]
    default: throw UnknownStep(name: name)
    }
  }

  struct UnknownStep: Error { var name: String }

  /// Replaces whatever starts with "a" or a lead byte other than 0xCC by "x", as make.py builds it.
  static let leadByteMap: [UInt8] = {
    var units = [UInt32](repeating: 0, count: 0x400)
    units[0] = 0x100 << 10
    for byte in [0x61] + (0xC2..<0xF5).filter({ $0 != 0xCC }) {
      units[0x100 ^ byte] = 0x200 << 10 | 1 << 8 | UInt32(byte)
      units[0x300 ^ byte] = 1 << 31
    }
    return map(units: units, replacements: Array("x\0".utf8))
  }()

  static func map(units: [UInt32], replacements: [UInt8]) -> [UInt8] {
    ([UInt32(units.count * 4)] + units).flatMap { unit in
      (0..<4).map { UInt8(truncatingIfNeeded: unit >> (8 * $0)) }
    } + replacements
  }

  private static func t5CharacterMap() throws -> [UInt8] {
    struct File: Decodable {
      struct Normalizer: Decodable { var precompiled_charsmap: String }
      var normalizer: Normalizer
    }
    let bytes = try StreamContent(SharedData.path("tokenizers/t5-small/tokenizer.json.zst")).bytes
    let file = try JSONDecoder().decode(File.self, from: Data(bytes))
    return Array(try #require(Data(base64Encoded: file.normalizer.precompiled_charsmap)))
  }

  /// The bytes of a file of the fixtures.
  static func fixture(_ name: String) -> [UInt8] {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return TemporaryFolder.bytes(ofFile: "/\(folder)/Fixtures/normalization/\(name)")
  }
}
