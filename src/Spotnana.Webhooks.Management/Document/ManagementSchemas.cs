using Microsoft.OpenApi;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>The schemas of the management API's answers.</summary>
internal static class ManagementSchemas
{
    private static readonly string[] _alwaysInDelivery =
        ["id", "subscription", "state", "occurredAt", "sentAt", "receivedAt", "handlings", "bytes"];

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All(OpenApiDocument document)
    {
        yield return ("DeliveryList", Object(["deliveries"], new()
        {
            ["deliveries"] = ListOf(document, "Delivery"),
            ["next"] = Text("The cursor of the next page. Absent on the last page."),
        }));
        yield return ("Delivery", Delivery(document));
        yield return ("Handling", Object(["handler", "state", "attemptCount"], new()
        {
            ["handler"] = Text("The handler's name."),
            ["state"] = Describe.OneOf(Enum.GetValues<HandlingState>().Select(state => state.ToWord())),
            ["reason"] = Reason("Why it is dead."),
            ["attemptCount"] = Number("Attempts begun since the delivery was stored or last redriven."),
            ["attempts"] = ListOf(
                document, "Attempt", "The attempts that ended, also those before a redrive; only where one delivery is shown."),
            ["dueAt"] = Describe.Time("While it is pending: the earliest time of its next attempt."),
            ["lastError"] = Text("While it is pending or leased: why it failed last, or why its handler cannot work. Not in lists."),
            ["waitsBehind"] = Text(
                "While it is pending: the id of the delivery that goes first in the same lane, or: handler paused, handler unavailable. "
                    + "Not in lists."),
        }));
        yield return ("Attempt", Object(["number", "startedAt", "outcome"], new()
        {
            ["number"] = Number("Counts from 1, and again from 1 after a redrive."),
            ["startedAt"] = Describe.Time(),
            ["milliseconds"] = Number("Its duration. Absent where the lease was lost: the process ended, or was too slow."),
            ["outcome"] = Describe.OneOf("completed", "retry", "dead", "lost"),
            ["error"] = Text("Why it failed."),
        }));
        yield return ("AuditList", Object(["entries", "chain"], new()
        {
            ["entries"] = ListOf(document, "AuditEntry"),
            ["next"] = Text("The cursor of the next page. Absent on the last page."),
            ["chain"] = new OpenApiSchemaReference("AuditChain", document),
        }));
        yield return ("AuditEntry", Object(["sequence", "at", "caller", "address", "action", "target", "outcome", "hash"], new()
        {
            ["sequence"] = Number("Its number: without gaps."),
            ["at"] = Describe.Time(),
            ["caller"] = Text("The name of the key; local where none is configured, service for the service itself."),
            ["address"] = Text("Where the call came from. Empty: the service itself."),
            ["action"] = Text(
                "Such as payload.read, summaries.read, changes.read, state.read, redrive, pause, resume, try, discard, secret.change, "
                    + "key.change."),
            ["target"] = Text("The delivery, handler, filter or setting. What begins with # is a hash."),
            ["outcome"] = Text("The result."),
            ["hash"] = Text("SHA-256 of the row and the hash of the row before, in hexadecimal digits."),
        }));
        yield return ("AuditChain", Object(["holds", "rows", "verifiedTo"], new()
        {
            ["holds"] = Flag("False: a row up to verifiedTo, or the record of where the log begins and ends, was changed."),
            ["rows"] = Number("How many rows there are."),
            ["head"] = Text("The last row's number and hash, SEQ:HASH. Absent while there was none."),
            ["anchor"] = Text("The same of the last row that retention removed. Absent where there was none."),
            ["verifiedTo"] = Number("The last row that was verified since the verification of all rows began anew."),
            ["verifiedAt"] = Describe.Time("When all rows were last verified. Absent: not yet."),
            ["why"] = Text("What is wrong first."),
        }));
        yield return ("Redrive", Object(["redriven", "handlings"], new()
        {
            ["redriven"] = Number("Deliveries put back."),
            ["handlings"] = Number("Their handlings put back."),
            ["left"] = Number("By filter: deliveries that matched and were left as they are."),
            ["dryRun"] = Flag("By filter: true where nothing was changed."),
        }));
        yield return ("Rekey", Object(["state", "bodies", "errors", "hashKeys", "missingKey", "damaged"], new()
        {
            ["state"] = Describe.OneOf("idle", "running", "done", "failed"),
            ["keyId"] = Text("The id of the key, as stored bodies are marked with it."),
            ["bodies"] = Number("Bodies that were encrypted with it."),
            ["errors"] = Number("Error texts of attempts that were."),
            ["hashKeys"] = Number("Hash keys that were."),
            ["missingKey"] = Number("What was left alone because its key is not in Inbox:EncryptionKeyFile."),
            ["damaged"] = Number("What was left alone because it is damaged."),
            ["error"] = Text("Why it failed; or what is wrong with one of those."),
        }));
        yield return ("HandlerList", Object(["handlers"], new() { ["handlers"] = ListOf(document, "Handler") }));
        yield return ("Handler", Object(["name", "configured", "paused", "pending", "dead", "discarded"], new()
        {
            ["name"] = Text(),
            ["configured"] = Flag("False: this service no longer has a handler of this name."),
            ["paused"] = Flag(),
            ["pausedAt"] = Describe.Time(),
            ["pending"] = Number("Deliveries that wait for it, those being handled included."),
            ["dead"] = Number("Its dead letters, without those that were discarded."),
            ["discarded"] = Number("Dead letters that somebody gave up on purpose."),
            ["oldestPendingSeconds"] = Fraction("For how long the oldest of them has been waiting."),
            ["unavailableSince"] = Describe.Time(
                "Since when what it needs cannot be reached, on any replica that shares the inbox. Its deliveries wait and spend no "
                    + "attempts."),
            ["lastError"] = Text("Why not, at the last try."),
            ["nextTryAt"] = Describe.Time("When one delivery is tried again. In the past while that is running, or where nothing waits."),
        }));
        yield return ("Try", Object(["name", "due"], new()
        {
            ["name"] = Text(),
            ["due"] = Number("Handlings that waited for their next attempt and are due now."),
        }));
        yield return ("Pause", Object(["name", "paused", "changed"], new()
        {
            ["name"] = Text(),
            ["paused"] = Flag(),
            ["changed"] = Flag("False: it was in this state already."),
        }));
        yield return ("Discard", Object(["discarded", "leased"], new()
        {
            ["discarded"] = Number("Handlings that were given up; 1 for a delivery without any, which is quarantined."),
            ["leased"] = Number("Handlings that were left, because an attempt is running."),
        }));
        yield return ("FindRequest", Object(["key"], new()
        {
            ["key"] = Text("What to look for, whole."),
            ["limit"] = Number("The most to list, 1 to 1000. Default 50."),
            ["cursor"] = Text("The value of next in an earlier answer to the same key."),
        }));
        yield return ("ErasureRequest", Object([], new()
        {
            ["traveler"] = Text("The traveler's id: erases what is about the traveler, and every body that holds the id."),
            ["subject"] = Text("Or a subject, such as pnr/6104417720: erases what is about it."),
            ["subscription"] = Text("Only in this subscription. Absent: in all."),
        }));
        yield return ("ErasureList", Object(["erasures"], new() { ["erasures"] = ListOf(document, "Erasure", "The newest first.") }));
        yield return ("Erasure", Object(["id", "at", "by", "cause", "scanned", "erased", "waiting"], new()
        {
            ["id"] = Text("Its id."),
            ["at"] = Describe.Time("When it was asked for."),
            ["by"] = Text("The name of the caller's key; for a purge the id of its delivery."),
            ["cause"] = Describe.OneOf("purge", "request"),
            ["subscription"] = Text("Where it erases. Absent: in all subscriptions."),
            ["scanned"] = Number("Deliveries that it has looked at."),
            ["erased"] = Number("Deliveries that it has erased, those that came later included."),
            ["waiting"] = Number("Deliveries that it has found and that still wait for a handler, or whose bodies cannot be read for now."),
            ["newestBackupHolding"] = new OpenApiSchemaReference("Backup", document)
            {
                Description = "The newest of the service's own backups that still holds something of it. Absent where none does.",
            },
            ["completedAt"] = Describe.Time("When all that was there was gone. Absent until then. What comes later is erased, too."),
        }));
        yield return ("Stats", Object(["deliveries", "backlog", "rates"], new()
        {
            ["deliveries"] = Numbers(
                "Counts by state. Of the state dead, what was given up on purpose is counted apart, as discarded.",
                [.. Enum.GetValues<DeliveryState>().Select(state => state.ToWord()), DeadReason.Discarded.ToWord()], () => Number()),
            ["backlog"] = Number("Handlings that wait, those being handled included."),
            ["oldestPendingSeconds"] = Fraction("For how long the oldest of them has been waiting."),
            ["rates"] = Numbers(
                "Per second, over the last minute, in this process.", ["received", "refused", "completed", "failed"], () => Fraction()),
            ["subscriptions"] = ListOf(document, "Subscription"),
        }));
        yield return ("Subscription", Object(["name"], new()
        {
            ["name"] = Text(),
            ["lastAuthenticAt"] = Describe.Time(
                "When its last authentic delivery came, to whichever replica, also before the last start. Absent before the first."),
        }));
    }

    private static OpenApiSchema Delivery(OpenApiDocument document) => Object(_alwaysInDelivery, new()
    {
        ["id"] = Text("The delivery's id, as sent."),
        ["subscription"] = Text(),
        ["copy"] = Number("Above 0: the id was stored before with other bytes."),
        ["eventType"] = Text("Absent where the envelope was not readable."),
        ["operation"] = Text(),
        ["organizationId"] = Text(),
        ["subject"] = Text("The subject, such as pnr/6104417720."),
        ["version"] = Number("The booking's version."),
        ["state"] = Describe.OneOf(Enum.GetValues<DeliveryState>().Select(state => state.ToWord())),
        ["reason"] = Reason("Why it is dead."),
        ["summary"] = Text(
            "One line for people, made when it is asked for. With the right payloads it names flights, hotels and persons; without it, and "
                + "where the body is gone, at most the operation, the type and the status. Absent in copies, and where the envelope was "
                + "not readable."),
        ["occurredAt"] = Describe.Time("When the event happened, according to the envelope."),
        ["sentAt"] = Describe.Time("When Spotnana sent it last. Where it came again, that is after its receipt."),
        ["receivedAt"] = Describe.Time("When it arrived here."),
        ["handlings"] = ListOf(document, "Handling"),
        ["traceId"] = Text("The B3 trace id."),
        ["spanId"] = Text("The B3 span id."),
        ["bytes"] = Number("The length of the body."),
        ["stale"] = Flag("In a story: a later snapshot was known here before it arrived, by version, else by the time of the event."),
        ["changes"] = StorySchemas.Changes(document),
        ["copies"] = ListOf(document, "Delivery", "Other bodies that came under this id; only where one delivery is shown."),
    });

    public static OpenApiSchema Object(string[] required, Dictionary<string, IOpenApiSchema> properties) => new()
    {
        Type = JsonSchemaType.Object,
        Required = required.ToHashSet(),
        Properties = properties,
    };

    private static OpenApiSchema Numbers(string description, IEnumerable<string> names, Func<OpenApiSchema> number)
    {
        var properties = names.ToDictionary(name => name, IOpenApiSchema (_) => number());
        var schema = Object([.. properties.Keys], properties);
        schema.Description = description;
        return schema;
    }

    public static OpenApiSchema ListOf(OpenApiDocument document, string schema, string? description = null) =>
        new() { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(schema, document), Description = description };

    private static OpenApiSchema Reason(string description)
    {
        var words = Describe.OneOf(Enum.GetValues<DeadReason>().Select(reason => reason.ToWord()));
        words.Description = description;
        return words;
    }

    public static OpenApiSchema Text(string? description = null) => new() { Type = JsonSchemaType.String, Description = description };

    public static OpenApiSchema Number(string? description = null) => new() { Type = JsonSchemaType.Integer, Description = description };

    public static OpenApiSchema Fraction(string? description = null) => new() { Type = JsonSchemaType.Number, Description = description };

    public static OpenApiSchema Flag(string? description = null) => new() { Type = JsonSchemaType.Boolean, Description = description };
}
