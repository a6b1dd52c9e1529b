namespace Spotnana.Webhooks.Signing;

/// <summary>
/// The three headers of a signature, read and judged before the body. Made by <see cref="WebhookSignature.CheckHeaders"/> alone, so that
/// nobody can give the body's check headers that were not judged. The default is not valid.
/// </summary>
public readonly record struct SignatureHeaders
{
    private readonly string? _id;
    private readonly string? _timestamp;
    private readonly byte[]? _signatures;

    internal SignatureHeaders(SignatureVerdict refusal) => Verdict = refusal;

    internal SignatureHeaders(string id, string timestamp, DateTimeOffset sentAt, byte[] signatures)
    {
        (Verdict, SentAt) = (SignatureVerdict.Valid, sentAt);
        (_id, _timestamp, _signatures) = (id, timestamp, signatures);
    }

    /// <summary>
    /// <see cref="SignatureVerdict.Valid"/> says only that the body is worth reading. With any other verdict the rest of this value is
    /// empty.
    /// </summary>
    public SignatureVerdict Verdict { get; }

    /// <summary>The delivery's id, 1 to 256 characters of printable ASCII.</summary>
    public string Id => _id ?? "";

    /// <summary>The timestamp as it was received: the signature covers this text.</summary>
    public string Timestamp => _timestamp ?? "";

    /// <summary>The time that <see cref="Timestamp"/> names, in whole seconds.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>The decoded signatures, 32 bytes each, one behind the other.</summary>
    internal ReadOnlySpan<byte> Signatures => _signatures;
}
