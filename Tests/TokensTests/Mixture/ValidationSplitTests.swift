import Testing
import Text
import Tokens

@Suite struct ValidationSplitTests {
  @Test("the split holds out its fraction and does not move when documents are added")
  func validationSplit() {
    let split = ValidationSplit(fraction: 0.1, seed: 4)
    let keys = (0..<20_000).map {
      ValidationSplit.key(printedIdentity: "web/shard-\($0 % 7):\($0)", seed: 0)
    }
    let held = keys.filter(split.isValidation)
    #expect(abs(held.count - 2000) < 220)
    #expect(
      Array(keys[..<10_000]).filter(split.isValidation)
        == held.filter { keys[..<10_000].contains($0) })
    #expect(keys.filter(ValidationSplit(fraction: 0.1, seed: 5).isValidation) != held)
    #expect(keys.filter(ValidationSplit(fraction: 0, seed: 4).isValidation).isEmpty)
    // A larger fraction holds out more of the same documents.
    let more = Set(keys.filter(ValidationSplit(fraction: 0.2, seed: 4).isValidation))
    #expect(held.allSatisfy(more.contains))
  }

  @Test("the used part has its size, stays when documents are added, and grows with its fraction")
  func usedPart() {
    let keys = (0..<20_000).map {
      ValidationSplit.key(printedIdentity: "web/shard:\($0)", seed: 0)
    }
    let used = keys.filter(UsedPart(fraction: 0.25, seed: 4).isUsed)
    #expect(abs(used.count - 5000) < 310)
    let more = Set(keys.filter(UsedPart(fraction: 0.5, seed: 4).isUsed))
    #expect(used.allSatisfy(more.contains) && more.count > used.count)
    #expect(keys.allSatisfy(UsedPart(fraction: 1, seed: 4).isUsed))
    // The draw is not the validation split's: both halves hold about their part of the other.
    let held = used.filter(ValidationSplit(fraction: 0.5, seed: 4).isValidation)
    #expect(abs(held.count - used.count / 2) < 200)
  }
}
