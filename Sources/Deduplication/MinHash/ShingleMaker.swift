package import Pipelines
import Text

/// Turns one document after another into shingle hashes; storage is kept between them.
package struct ShingleMaker {
  private let settings: MinHashSettings
  private let definition: WordDefinition
  /// Nil where the words of the text as it stands are those of its normal form.
  private let normalizer: StepwiseNormalizer?
  private var normalized: [UInt8] = []
  private var units: ContiguousArray<UInt64> = []
  private var words = WordList()
  private var joined: [UInt8] = []
  /// Hashes of the last document's shingles in text order, repeats included.
  package private(set) var hashes: ContiguousArray<UInt64> = []

  package init(_ settings: MinHashSettings) {
    self.settings = settings
    definition = settings.shingleUnit == .tokens ? .separated : settings.words
    normalizer =
      settings.wordsNeedNoRewriting ? nil : StepwiseNormalizer(settings.normalization)
  }

  /// Replaces `hashes` by those of a document.
  package mutating func fill(from document: borrowing Document, shared: inout SharedScratch) {
    hashes.removeAll(keepingCapacity: true)
    guard let normalizer else {
      shared.withWords(of: document, definition) {
        Self.append($0.hashes, settings, to: &hashes)
      }
      return
    }
    normalizer.normalize(document.text.span, into: &normalized)
    if settings.shingleUnit == .characters {
      fillCharacters()
      Self.append(units, settings, to: &hashes)
      return
    }
    let text = normalized  // no copy: storage is shared while both stay as they are
    words.fill(from: text.span, definition: definition)
    switch settings.hashFamily {
    case .sluice: Self.append(words.hashes, settings, to: &hashes)
    case .datatrove: appendJoinedWords()
    }
  }

  private static func append(
    _ units: ContiguousArray<UInt64>, _ settings: MinHashSettings,
    to hashes: inout ContiguousArray<UInt64>
  ) {
    if settings.shortDocuments == .kept, units.count < settings.shingleSize { return }
    Shingles.append(ofWords: settings.shingleSize, words: units, into: &hashes)
  }

  /// Fills `units` with the scalars of the normal form.
  private mutating func fillCharacters() {
    units.removeAll(keepingCapacity: true)
    normalized.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      var offset = 0
      while offset < bytes.count {
        let scalar = DecodedScalar(at: offset, of: base, end: bytes.count)
        units.append(StableHash.finalize(UInt64(scalar.value)))
        offset &+= scalar.length
      }
    }
  }

  /// Hashes runs of words joined by one space, wherever and however they stood apart.
  private mutating func appendJoinedWords() {
    let size = min(settings.shingleSize, words.count)
    guard size > 0, size == settings.shingleSize || settings.shortDocuments == .whole else {
      return
    }
    joined.removeAll(keepingCapacity: true)
    units.removeAll(keepingCapacity: true)
    for index in 0..<words.count {
      units.append(UInt64(joined.count))
      joined.append(contentsOf: normalized[Int(words.starts[index])..<Int(words.ends[index])])
      joined.append(0x20)
    }
    units.append(UInt64(joined.count))
    joined.withUnsafeBytes { bytes in
      for first in 0...words.count - size {
        let run = Int(units[first])..<Int(units[first + size]) - 1
        hashes.append(XXHash64.hash(UnsafeRawBufferPointer(rebasing: bytes[run])))
      }
    }
  }
}
