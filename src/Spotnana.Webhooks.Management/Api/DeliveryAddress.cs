using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>
/// The one delivery that a call is about: <c>/api/deliveries/{id}?subscription=&amp;copy=</c>. The path cannot hold an id of one or two
/// dots, since that would be a dot segment: <c>/api/deliveries/-?id=..</c> takes any id.
/// </summary>
internal sealed class DeliveryAddress
{
    private const string IdParameter = "id";
    private const string IdInQuery = "-";

    // The most copies that an inbox finds under one id at once.
    private const int Findable = 100;

    private DeliveryAddress(string id, string? subscription, int copy) => (Id, Subscription, Copy) = (id, subscription, copy);

    public string Id { get; }

    public string? Subscription { get; }

    public int Copy { get; }

    public static DeliveryAddress Read(HttpContext context, Parameters parameters) =>
        new(IdOf(context, parameters), parameters.Text("subscription"), parameters.Number("copy", 0, int.MaxValue) ?? 0);

    /// <summary>Finds it with the other copies of its id, or says why not.</summary>
    public async Task<(DeliveryDetails? Found, IReadOnlyList<DeliverySummary> Others, Reply? Refusal)> FindAsync(
        IInboxQuery inbox, CancellationToken cancellationToken)
    {
        if (!CanBeStored(Id))
            return (null, [], NotStored());

        var subscription = Subscription is null ? null : (await inbox.NamesAsync(cancellationToken)).SpellSubscription(Subscription);
        var all = await inbox.FindAsync(Id, subscription, cancellationToken);
        var copies = all.Count < Findable
            ? all.Where(details => details.Delivery.Copy == Copy)
            : await inbox.FindCopyAsync(Id, subscription, Copy, cancellationToken);
        var subscriptions = all.Concat(copies).Select(details => details.Delivery.Subscription).Distinct().ToList();
        if (subscriptions.Count > 1)
        {
            return (null, [], Reply.Problem(
                StatusCodes.Status409Conflict,
                "This id is stored in several subscriptions. "
                    + $"Choose one by the parameter subscription: {string.Join(", ", subscriptions)}."));
        }

        if (all.Count == 0)
            return (null, [], NotStored());
        if (copies.FirstOrDefault() is not { } found)
            return (null, [], Reply.Problem(StatusCodes.Status404NotFound, $"The id is stored, but without a copy {Copy}."));

        return (found, [.. all.Select(details => details.Delivery).Where(delivery => delivery.Copy != found.Delivery.Copy)], null);
    }

    /// <summary>
    /// The delivery's name in the audit log. A caller's text is part of it only where it names a delivery and cannot break the line.
    /// </summary>
    /// <param name="audit">Hashes what names none.</param>
    /// <param name="found">The delivery; null where there is none.</param>
    /// <param name="handler">The handler to which the call was narrowed; null: none.</param>
    public async Task<string> TargetAsync(AuditLog audit, DeliveryDetails? found, string? handler = null)
    {
        var id = found is not null ? SafeName.OfId(found.Delivery.Id) : await audit.HashAsync(Id, CancellationToken.None);
        return $"{found?.Delivery.Subscription ?? SafeName.Of(Subscription ?? "*")}/{id}{(Copy > 0 ? $" copy {Copy}" : "")}"
            + (handler is null ? "" : $" for {SafeName.Of(handler)}");
    }

    private static Reply NotStored() => Reply.Problem(StatusCodes.Status404NotFound, "No delivery with this id is stored.");

    private static string IdOf(HttpContext context, Parameters parameters)
    {
        var inPath = RawPath.Segment(context, IdParameter);
        if (parameters.Text(IdParameter) is not { } inQuery)
            return inPath;
        if (inPath != IdInQuery)
            parameters.Refuse($"The parameter id stands in for the id in the path, which is then {IdInQuery}.");
        return inQuery;
    }

    /// <summary>Whether it can be looked up. Imports and older versions may have stored ids that the intake refuses.</summary>
    private static bool CanBeStored(string id) => id.Length > 0 && !id.Contains('\0', StringComparison.Ordinal);
}
