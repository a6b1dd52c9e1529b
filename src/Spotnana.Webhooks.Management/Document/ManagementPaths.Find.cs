using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

internal sealed partial class ManagementPaths
{
    private void AddFind()
    {
        var find = Add(
            "/api/deliveries/find", HttpMethod.Post, Right.Read, "findDeliveries", "Find deliveries by what is at hand, newest first",
            Json("DeliveryList", "The result."),
            "By the id of a delivery, trace, booking, trip, task, charge or traveler, a record locator or confirmation number, the number "
                + "of a ticket or an invoice, or a traveler's e-mail address: whole, in any case. What was stored a moment ago is found, "
                + "too. A page may hold fewer deliveries than the limit, even none, and still name the next.",
            [],
            new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = new OpenApiSchemaReference("FindRequest", _document) },
                },
            });
        find["500"] = _document.Problem("The key that names are hashed with cannot be read: it is encrypted with one that is missing.");
        find["501"] = _document.Problem("The engine of this inbox finds nothing by keys.");
    }
}
