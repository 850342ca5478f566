### Ce que dit la ligne de commande, en français.
