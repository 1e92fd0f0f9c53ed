import FoundationEssentials
import Pipelines

/// A surviving document and what deduplication noted about it.
struct Survivor {
  var id: DocumentID
  var text: [UInt8]
  /// Printed identity of the first document of its cluster of duplicates; nil without one.
  var cluster: String?
  /// Members of the cluster, 1 without one or where it was not counted.
  var clusterSize: Int

  /// Field of a record that holds what stages noted.
  static let notesField = "sluice"
  /// Name of the note that holds the cluster.
  static let clusterNote = "deduplicate.cluster"
  /// Name of the value that holds its size.
  static let clusterSizeValue = "deduplicate.clusterSize"

  init(id: DocumentID, text: [UInt8], cluster: String?, clusterSize: Double?) {
    self.id = id
    self.text = text
    self.cluster = cluster
    let size = clusterSize ?? 1
    // Not a number where nothing was noted.
    self.clusterSize = size > 1 ? Int(min(size, 1e9)) : 1
  }

  /// A document that has come through all stages, with what they noted.
  init(_ document: Document) {
    var cluster: String?
    var size: Double?
    if case .text(let name)? = document.notes[Self.clusterNote] { cluster = name }
    // Notes replace those that the record came with; without any those stay.
    if document.notes.entries.isEmpty { cluster = Self.cluster(notedIn: document.record) }
    if case .number(let members)? = document.notes[Self.clusterSizeValue] { size = members }
    self.init(id: document.id, text: document.text, cluster: cluster, clusterSize: size)
  }

  /// The cluster that a record's own `sluice` field names: of this run, or of one that made the input.
  static func cluster(notedIn record: Record) -> String? {
    guard let range = record.valueRange(of: notesField) else { return nil }
    let notes = record.bytes[range]
    guard contains(quotedClusterNote, in: notes) else { return nil }
    return try? JSONDecoder().decode(ClusterNote.self, from: Data(notes)).cluster
  }

  private static let quotedClusterNote = Array("\"\(clusterNote)\"".utf8)

  /// The notes are short and most have no cluster: decoding them all would cost more than the search.
  private static func contains(_ name: [UInt8], in notes: ArraySlice<UInt8>) -> Bool {
    guard notes.count >= name.count else { return false }
    return (notes.startIndex...(notes.endIndex - name.count)).contains {
      notes[$0] == name[0] && notes[$0..<$0 + name.count].elementsEqual(name)
    }
  }

  private struct ClusterNote: Decodable {
    var cluster: String?

    enum CodingKeys: String, CodingKey {
      case cluster = "deduplicate.cluster"
    }
  }
}
