namespace Spotnana.Webhooks.Sqlite.Connections;

/// <summary>What follows a work outside of its transaction, on the write thread: both must be short, and must not fail.</summary>
/// <param name="WhenDurable">Called once its transaction is durable, and before its caller learns of that.</param>
/// <param name="WhenTakenBack">Called each time its writes were taken back, be it run again or not.</param>
internal readonly record struct WriteFollowUp<T>(Action<T>? WhenDurable, Action? WhenTakenBack = null);
