using System.Text.Json;

namespace Spotnana.Webhooks.Payloads.Changes;

/// <summary>A field that differs between two snapshots of the same thing: see <see cref="SnapshotDiff"/>.</summary>
/// <param name="Path">
/// Where it stands in the newer snapshot: a JSON Pointer (RFC 6901), empty for the whole snapshot. Each index is one of the newer snapshot,
/// but for the last one of a list element that is gone: that is the index which it had.
/// </param>
/// <param name="PathBefore">
/// The place in the older snapshot. Each index is one of the older snapshot; of a list element that is new the last part is <c>-</c>, which
/// stands for the place behind the last element.
/// </param>
/// <param name="Was">Its value in the older snapshot. Null: it was not there (a JSON null is a value).</param>
/// <param name="Now">Its value in the newer snapshot. Null: it is gone.</param>
public sealed record FieldChange(string Path, string PathBefore, JsonElement? Was, JsonElement? Now);
