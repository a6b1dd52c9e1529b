using System.Text.Json;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Payloads;

/// <summary>
/// A typed view of what the events of one type carry: <see cref="Booking"/>, <see cref="Trip"/>, <see cref="Traveler"/>,
/// <see cref="ApprovalRequest"/>, <see cref="AgentTask"/> or <see cref="ServiceCharge"/>.
/// </summary>
/// <typeparam name="TPayload">The view.</typeparam>
/// <remarks>
/// Views are copies: they stay valid when the attempt has ended. What Spotnana left out is null or an empty list. Members and values that
/// this version does not know change nothing; words such as a status are kept as text.
/// </remarks>
public interface IPayload<TPayload>
    where TPayload : class, IPayload<TPayload>
{
    /// <summary>The event type whose payloads the view reads.</summary>
    static abstract EventType EventType { get; }

    /// <summary>Reads the envelope's <c>payload</c>.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes.</exception>
    static abstract TPayload Read(JsonElement payload);

    /// <summary>Reads the payload of a whole body, as it was received.</summary>
    /// <exception cref="PayloadException">A value is of another kind than Spotnana publishes, or the body is no JSON.</exception>
    static virtual TPayload Parse(ReadOnlyMemory<byte> body) => PayloadReading.Parse<TPayload>(body);
}
