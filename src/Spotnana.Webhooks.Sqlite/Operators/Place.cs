namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>How far a walk through a handler's waiting handlings has come. The default is the beginning.</summary>
internal readonly record struct Place(long Since, long Delivery);
