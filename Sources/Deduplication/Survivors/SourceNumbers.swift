package import Pipelines

/// The sources of a run, numbered in the order of their first inputs.
package struct SourceNumbers: Sendable {
  package let names: [String]
  /// Number of each input's source.
  package let ofInputs: [Int]

  package init(_ inputs: [InputShard]) {
    var names: [String] = []
    var numbers: [String: Int] = [:]
    ofInputs = inputs.map { input in
      if let number = numbers[input.source] { return number }
      numbers[input.source] = names.count
      names.append(input.source)
      return names.count - 1
    }
    self.names = names
  }

  /// The source of a document; nil when the run has no such input.
  package func number(of document: DocumentID) -> Int? {
    ofInputs.indices.contains(document.input) ? ofInputs[document.input] : nil
  }
}
