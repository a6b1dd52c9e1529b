namespace Spotnana.Webhooks.Sqlite;

/// <summary>What <see cref="SqliteCheck"/> has found.</summary>
/// <param name="SchemaVersion">The version of the file's tables. 0: it cannot be read.</param>
/// <param name="Deliveries">How many it holds.</param>
/// <param name="Bodies">How many bodies were read and compared with their SHA-256.</param>
/// <param name="BodiesWithoutKey">How many bodies were not, as they are encrypted with a key that was not given.</param>
/// <param name="ProblemCount">How much is wrong. 0: nothing that was looked at.</param>
/// <param name="Problems">The first 20 of it.</param>
public sealed record SqliteCheckReport(
    long SchemaVersion, long Deliveries, long Bodies, long BodiesWithoutKey, long ProblemCount, IReadOnlyList<string> Problems);
