import Text

/// Settings known by the name of the corpus or tool they come from.
///
/// A preset gives other defaults: every setting that stands beside it wins. All of them verify and keep
/// chains apart as the defaults do, except `classic` and `datatrove`.
public enum MinHashPreset: String, Codable, Sendable, CaseIterable {
  /// 14 bands of 8 rows over word 5-grams (Penedo et al. 2024); what the defaults are.
  case fineweb
  /// 93 bands of 15 rows over word 5-grams (DataComp-LM, Li et al. 2024).
  case dclm
  /// 450 bands of 20 rows over word 5-grams of text without accents (RefinedWeb, Penedo et al. 2023);
  /// the similarity of 0.8 is that of Lee et al. 2022, who have the same bands.
  case refinedweb
  /// 9 bands of 13 rows over word 13-grams for a similarity of 0.8 (RedPajama-V2, Weber et al. 2024).
  case redpajama
  /// 10 hashes over the words themselves (Brown et al. 2020, appendix A): pairs of a similarity as low as
  /// 0.1 become candidates, and verification decides.
  case gpt3
  /// What most tools do: 14 bands of 8 rows, nothing verified, whatever a chain of shared bands connects
  /// is one cluster, of which the first document is kept. Drops documents that share little or nothing.
  case classic
  /// `classic` with datatrove's hashes, constants and normalisation, words split at spaces: the same
  /// clusters as there. Of more than two documents it may keep another one.
  case datatrove

  /// The defaults under this preset.
  public var settings: MinHashSettings {
    var settings = MinHashSettings()
    settings.preset = self
    switch self {
    case .fineweb:
      settings.bands = 14
      settings.rows = 8
    case .dclm:
      settings.bands = 93
      settings.rows = 15
    case .refinedweb:
      settings.bands = 450
      settings.rows = 20
      settings.normalization.accents = true
      settings.minimumSimilarity = 0.8
    case .redpajama:
      settings.bands = 9
      settings.rows = 13
      settings.shingleSize = 13
      settings.minimumSimilarity = 0.8
    case .gpt3:
      settings.bands = 10
      settings.rows = 1
      settings.shingleSize = 1
      settings.words = .whitespace
      settings.normalization.punctuation = .keep
    case .classic:
      settings.verify = .none
      settings.cluster = .components
      settings.survivor = [.first]
    case .datatrove:
      settings.verify = .none
      settings.cluster = .components
      settings.survivor = [.first]
      settings.words = .whitespace
      settings.normalization.numbers = true
      settings.normalization.punctuation = .datatrove
      settings.normalization.accents = true
      settings.hashFamily = .datatrove
      settings.shortDocuments = .kept
    }
    return settings
  }
}
