using System.Diagnostics.CodeAnalysis;

namespace Spotnana.Webhooks.Contract;

/// <summary>The result of <see cref="EnvelopeReader.Read"/>: an <see cref="Contract.Envelope"/>, or the reason why there is none.</summary>
public readonly record struct EnvelopeReading
{
    private readonly UnreadableReason _reason;

    /// <summary>The result for a readable body.</summary>
    public EnvelopeReading(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        Envelope = envelope;
    }

    /// <summary>The result for an unreadable body.</summary>
    public EnvelopeReading(UnreadableReason reason) => _reason = reason;

    /// <summary>The envelope. Null where the body is unreadable.</summary>
    public Envelope? Envelope { get; }

    /// <summary>Why the body is unreadable. Null where it is readable.</summary>
    public UnreadableReason? Reason => Envelope is null ? _reason : null;

    /// <summary>True when there is an <see cref="Envelope"/>.</summary>
    [MemberNotNullWhen(true, nameof(Envelope))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsReadable => Envelope is not null;
}
