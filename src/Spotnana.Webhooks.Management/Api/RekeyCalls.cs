using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Encrypts the whole inbox with its first key, behind the answer, and tells how far that is.</summary>
internal sealed class RekeyCalls(InboxRekeyer rekeyer, AuditLog audit)
{
    public Task<Reply> StartAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return Task.FromResult(refusal);

        var reply = rekeyer.TryStart()
            ? Answer() with { Status = StatusCodes.Status202Accepted }
            : Reply.Problem(StatusCodes.Status409Conflict, "Inbox:EncryptionKeyFile is not set, or the engine does not encrypt.");
        audit.Write(context, "rekey", "inbox", reply.Status == StatusCodes.Status202Accepted ? "begun" : reply.Failure);
        return Task.FromResult(reply);
    }

    public Task<Reply> ShowAsync(HttpContext context) =>
        Task.FromResult(new Parameters(context.Request.Query).Fail(out var refusal) ? refusal : Answer());

    private Reply Answer() => Reply.Ok(RekeyJson.Of(rekeyer.Progress), ApiJson.Compact.RekeyJson);
}
