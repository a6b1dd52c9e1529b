using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>The subject that a call is about: <c>/api/subjects/{kind}/{id}?subscription=</c>.</summary>
internal sealed record SubjectAddress(string Subject, string? Subscription)
{
    public static SubjectAddress Read(HttpContext context, Parameters parameters)
    {
        var kind = (string)context.GetRouteValue("kind")!;
        if (!Contract.Subject.Kinds.Contains(kind))
            parameters.Refuse($"There are no subjects of this kind. Allowed: {string.Join(", ", Contract.Subject.Kinds)}.");
        return new(new Subject(kind, RawPath.Segment(context, "id")).ToString(), parameters.Text("subscription"));
    }

    public async Task<SubjectStory> ReadAsync(IInboxStories stories, IInboxQuery inbox, CancellationToken cancellationToken)
    {
        var subscription = Subscription is null ? null : (await inbox.NamesAsync(cancellationToken)).SpellSubscription(Subscription);
        return SubjectStory.Of(await stories.ReadEventsAsync(Subject, subscription, cancellationToken));
    }

    /// <summary>Its name in the audit log.</summary>
    /// <param name="audit">Hashes the subject.</param>
    /// <param name="delivery">The delivery of which the state was read. Null: none.</param>
    public async Task<string> TargetAsync(AuditLog audit, DeliverySummary? delivery = null)
    {
        var place = delivery is null
            ? SafeName.Of(Subscription ?? "*")
            : $"{delivery.Subscription}/{SafeName.OfId(delivery.Id)}";
        return $"{place} subject={await audit.HashAsync(Subject, CancellationToken.None)}";
    }
}
