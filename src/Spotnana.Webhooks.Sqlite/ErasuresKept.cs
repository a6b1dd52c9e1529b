namespace Spotnana.Webhooks.Sqlite;

/// <summary>The erasures that a restore has taken over from the file that it replaced: without them it would undo them.</summary>
/// <param name="Count">How many. The service does them again on what was restored.</param>
/// <param name="Problem">Why they could not be read, as the rest of a sentence. Null: they could.</param>
public readonly record struct ErasuresKept(int Count, string? Problem);
