namespace Spotnana.Webhooks.Signing;

/// <summary>
/// The three headers of a signature, checked before the body is read. Only <see cref="WebhookSignature.CheckHeaders"/> makes them, so that
/// unchecked headers cannot reach the check of the body. The default value is not valid.
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
    /// The result of the check. <see cref="SignatureVerdict.Valid"/> means only that the body is worth reading; with any other verdict the
    /// rest of this value is empty.
    /// </summary>
    public SignatureVerdict Verdict { get; }

    /// <summary>The delivery's id, 1 to 256 characters of printable ASCII, not only dots.</summary>
    public string Id => _id ?? "";

    /// <summary>The timestamp as it was received: the signature covers this text.</summary>
    public string Timestamp => _timestamp ?? "";

    /// <summary><see cref="Timestamp"/> as a time, in whole seconds.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>The decoded signatures, 32 bytes each, one after the other.</summary>
    internal ReadOnlySpan<byte> Signatures => _signatures;
}
