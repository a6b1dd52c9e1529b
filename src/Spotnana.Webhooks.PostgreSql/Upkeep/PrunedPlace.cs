namespace Spotnana.Webhooks.PostgreSql.Upkeep;

/// <summary>A place in what is settled, in the order of pruning.</summary>
internal readonly record struct PrunedPlace(DateTimeOffset SettledAt, long Sequence);
