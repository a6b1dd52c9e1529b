using System.Diagnostics.CodeAnalysis;

namespace Spotnana.Webhooks.Contract;

/// <summary>
/// What <see cref="EnvelopeReader.Read"/> made of a body: an <see cref="Contract.Envelope"/>, or the reason why there is none.
/// </summary>
public readonly record struct EnvelopeReading
{
    private readonly UnreadableReason _reason;

    /// <summary>A body that could be read.</summary>
    public EnvelopeReading(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        Envelope = envelope;
    }

    /// <summary>A body that could not be read.</summary>
    public EnvelopeReading(UnreadableReason reason) => _reason = reason;

    /// <summary>Null where the body is unreadable.</summary>
    public Envelope? Envelope { get; }

    /// <summary>Why the body is unreadable. Null where it could be read.</summary>
    public UnreadableReason? Reason => Envelope is null ? _reason : null;

    /// <summary>True when there is an <see cref="Envelope"/>.</summary>
    [MemberNotNullWhen(true, nameof(Envelope))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsReadable => Envelope is not null;
}
