/// How many of its own items a check finds again: the proof of recall.
public struct RecallReport: Codable, Sendable, Equatable {
  /// Seed of everything that was drawn.
  public var seed: UInt64
  /// Documents of the corpus that items were put into.
  public var hosts: Int
  /// One row for each set, kind and length class that items were put in for: sets in their order, kinds
  /// and classes in theirs.
  public var rows: [Row]

  /// Items of a set, a kind and a length class.
  public struct Row: Codable, Sendable, Equatable {
    /// Name of the set.
    public var benchmark: String
    public var kind: InjectionKind
    public var length: LengthClass
    /// Documents that an item was put into.
    public var injected: Int
    /// Documents that then counted as contaminated by that item.
    public var found: Int
  }

  /// How long an item is, in words.
  public enum LengthClass: String, Codable, Sendable, CaseIterable {
    case under8 = "under 8"
    case under13 = "8 to 12"
    case under25 = "13 to 24"
    case under50 = "25 to 49"
    case longer = "50 or more"

    /// The class of an item of so many words.
    public init(words: Int) {
      self =
        switch words {
        case ..<8: .under8
        case ..<13: .under13
        case ..<25: .under25
        case ..<50: .under50
        default: .longer
        }
    }
  }

  /// A part of what was injected.
  public struct Share: Sendable, Equatable {
    public var injected = 0
    public var found = 0

    public init(injected: Int = 0, found: Int = 0) {
      self.injected = injected
      self.found = found
    }

    /// Found ones among the injected, 0 to 1; nil where there are none.
    public var fraction: Double? { injected == 0 ? nil : Double(found) / Double(injected) }
  }

  /// What was found of a kind, of one set or class or of all.
  public func share(
    of kind: InjectionKind, in benchmark: String? = nil, length: LengthClass? = nil
  ) -> Share {
    var share = Share()
    for row in rows
    where row.kind == kind && row.benchmark == benchmark ?? row.benchmark
      && row.length == length ?? row.length
    {
      share.injected += row.injected
      share.found += row.found
    }
    return share
  }
}
