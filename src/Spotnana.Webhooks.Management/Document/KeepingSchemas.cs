using Microsoft.OpenApi;
using static Spotnana.Webhooks.Management.Document.ManagementSchemas;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>The schemas of what is kept, and where.</summary>
internal static class KeepingSchemas
{
    public static IEnumerable<(string Name, OpenApiSchema Schema)> All(OpenApiDocument document)
    {
        yield return ("Keeping", Object(["retention"], new()
        {
            ["retention"] = Object(["payloadsSeconds", "deadLettersSeconds", "idsSeconds", "auditSeconds"], new()
            {
                ["payloadsSeconds"] = Fraction("How long bodies are kept once they are completed, or where nothing handles them."),
                ["deadLettersSeconds"] = Fraction("How long the bodies of dead letters are kept."),
                ["idsSeconds"] = Fraction("How long the rest is kept, which recognises duplicates."),
                ["auditSeconds"] = Fraction("How long the audit log and the receipts of erasures are kept."),
            }),
            ["disk"] = Disk(),
            ["erasures"] = new OpenApiSchemaReference("Erasures", document),
            ["backups"] = Object(["everySeconds", "keep", "failures", "list"], new()
            {
                ["everySeconds"] = Fraction("How often one is made."),
                ["keep"] = Number("How many are kept."),
                ["newestAgeSeconds"] = Fraction("The age of the newest. Absent where there is none."),
                ["failures"] = Number("How many failed since the start of this process."),
                ["list"] = ListOf(document, "Backup", "All that are there, the newest first."),
            }),
        }));
        yield return ("Erasures", Object(["open", "waiting"], new()
        {
            ["open"] = Number("Erasures that are not complete."),
            ["waiting"] = Number("Deliveries that they have found and that still wait."),
        }));
        yield return ("Backup", Object(["name", "createdAt", "goesAt"], new()
        {
            ["name"] = Text("The name of its file."),
            ["createdAt"] = Describe.Time("When it was begun: it holds what was stored then."),
            ["goesAt"] = Describe.Time("About when it will be removed, as long as backups go on."),
        }));
    }

    private static OpenApiSchema Disk() => Object(["bytes"], new()
    {
        ["bytes"] = Number("What the inbox takes."),
        ["freeBytes"] = Number("What is free on its disk. This and the rest are absent where the engine cannot see its disk."),
        ["reusableBytes"] = Number("What is free inside of its files: room, too."),
        ["minFreeBytes"] = Number("Below how much room bodies of settled deliveries are removed early. 0: never."),
        ["underPressure"] = Flag("True while there is less."),
    });
}
