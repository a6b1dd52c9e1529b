namespace Spotnana.Webhooks.Inbox;

/// <summary>The space that an inbox takes and has.</summary>
/// <param name="Bytes">What its files or tables take, logs and indexes included.</param>
/// <param name="FreeBytes">What is free on its volume for this process. Null: the engine cannot see that.</param>
public sealed record InboxSpace(long Bytes, long? FreeBytes);
