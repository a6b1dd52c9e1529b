namespace Spotnana.Webhooks.Inbox;

/// <summary>The space that an inbox takes and has.</summary>
/// <param name="Bytes">What its files or tables take, logs and indexes included.</param>
/// <param name="FreeBytes">What is free on its volume for this process. Null: the engine cannot see that.</param>
public sealed record InboxSpace(long Bytes, long? FreeBytes)
{
    /// <summary>What is free inside of its files: it takes more deliveries without growing. Default 0.</summary>
    public long ReusableBytes { get; init; }

    /// <summary>
    /// The room for further deliveries: <see cref="FreeBytes"/> and <see cref="ReusableBytes"/>. Null: the engine cannot see that.
    /// </summary>
    public long? RoomBytes => FreeBytes + ReusableBytes;
}
