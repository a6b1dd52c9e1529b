using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Encrypts the whole inbox with its first key, behind the answer, and tells how far that is.</summary>
internal sealed class RekeyCalls(InboxRekeyer rekeyer, AuditLog audit)
{
    public async Task<Reply> StartAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        var reply = rekeyer.TryStart()
            ? Reply.Accepted(RekeyJson.Of(rekeyer.Progress), ApiJson.Compact.RekeyJson)
            : Reply.Problem(StatusCodes.Status409Conflict, "Inbox:EncryptionKeyFile is not set, or the engine does not encrypt.");
        await audit.WriteAsync(context, "rekey", "inbox", reply.Status == StatusCodes.Status202Accepted ? "begun" : reply.Failure);
        return reply;
    }

    public Task<Reply> ShowAsync(HttpContext context) =>
        Task.FromResult(new Parameters(context.Request.Query).Fail(out var refusal) ? refusal : Answer());

    private Reply Answer() => Reply.Ok(RekeyJson.Of(rekeyer.Progress), ApiJson.Compact.RekeyJson);
}
