/// Pages that are planted whole, each kind the business of one stage.
enum PlantedPage {
  /// The page with its fate; throws for a kind that is not known here.
  static func draft(_ page: Page) throws -> Draft {
    guard let kind = page.kind, let stage = stageByKind[kind] else {
      throw SampleError(
        "pages.txt: \(page.url) is of kind '\(page.kind ?? "none")'; expected one of "
          + stageByKind.keys.sorted().joined(separator: ", "))
    }
    let fate: Fate = kind == "advertisement" ? .probablyDropped : .dropped
    return Draft(
      page: page, plants: [Plant(kind: kind, fate: fate, stages: [stage])], takesChrome: false)
  }

  private static let stageByKind = [
    "lorem-ipsum": "c4-clean",
    "brace": "c4-clean",
    "too-short": "c4-clean",
    "too-few-words": "gopher-quality",
    "bullet-list": "gopher-quality",
    "symbols": "gopher-quality",
    "few-letters": "gopher-quality",
    "not-english": "gopher-quality",
    "repetitive": "gopher-repetition",
    "advertisement": "reference-similarity",
  ]
}
