/// Chooses the records of a shard that are wanted; the others are counted but not looked at.
package protocol RecordSelection: AnyObject {
  /// Whether a record is wanted; asked once for each, in ascending order.
  ///
  /// `record`: index in the shard, from 0.
  func selects(record: Int) throws -> Bool
}
